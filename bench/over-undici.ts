import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Agent, type Dispatcher, request } from 'undici';

/**
 * A `fetch` for the client's option of that name, over undici's `request` and one pool of kept-alive connections. Does
 * what the client asks of a `fetch` and nothing else: a URL, a string body, redirects left alone.
 */
export function fetchOverUndici(dispatcher: Dispatcher = new Agent()): typeof fetch {
  const over = async (url: string, { method = 'GET', headers, body, signal }: RequestInit = {}) => {
    const answer = await request(url, {
      dispatcher,
      method: method as Dispatcher.HttpMethod,
      headers: headers as Record<string, string>,
      body: (body ?? null) as string | null,
      signal: signal ?? null,
    });
    return new Answer(answer);
  };
  return over as unknown as typeof fetch;
}

/** As much of a `Response` as the client reads. */
class Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly type = 'basic';
  readonly headers: Headers;
  readonly #body: Dispatcher.ResponseData['body'];
  #stream: ReadableStream | undefined;

  constructor({ statusCode, headers, body }: Dispatcher.ResponseData) {
    this.status = statusCode;
    this.ok = statusCode >= 200 && statusCode < 300;
    this.headers = new Headers();
    for (const [name, value] of Object.entries(headers)) {
      for (const one of [value ?? []].flat()) this.headers.append(name, one);
    }
    this.#body = body;
  }
  get body(): ReadableStream {
    // Made when it is asked for a reader or to be cancelled: a web stream costs more than the request itself.
    const stream = () => {
      this.#stream ??= Readable.toWeb(this.#unpacked()) as ReadableStream;
      return this.#stream;
    };
    return {
      getReader: () => stream().getReader(),
      cancel: () => stream().cancel(),
    } as unknown as ReadableStream;
  }
  text(): Promise<string> {
    return this.#body.text();
  }
  #unpacked(): Readable {
    const unpack = UNPACK[this.headers.get('content-encoding') ?? ''];
    // An error on the way reaches the reader by the last stream.
    return unpack ? pipeline(this.#body, unpack(), () => {}) : this.#body;
  }
}

/** Nobody is asked to compress; a proxy may do so all the same. */
const UNPACK: Readonly<Record<string, (() => NodeJS.ReadWriteStream & Readable) | undefined>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
