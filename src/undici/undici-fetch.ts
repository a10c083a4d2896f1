import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { type Dispatcher, request } from 'undici';

/**
 * A `fetch` for the client's option of that name, on Node: undici's `request` over a pool of kept-alive connections. A
 * call then costs less than a bare `fetch`, see `bench/RESULTS.md`. Takes what the client asks of a `fetch`: a URL, a
 * string body, a signal; leaves redirects alone. Not a `fetch` for anything else.
 *
 * @param dispatcher The pool: one of undici's agents, such as its `ProxyAgent`. Default: undici's own, one a process.
 * @example
 * import { undiciFetch } from 'paysera-client/undici'; // needs the package `undici` beside it
 *
 * const checkout = createCheckout({ fetch: undiciFetch() });
 */
export function undiciFetch(dispatcher?: Dispatcher): typeof fetch {
  const over = async (url: string, { method = 'GET', headers, body, signal }: RequestInit = {}) =>
    new UndiciResponse(
      await request(url, {
        method: method as Dispatcher.HttpMethod,
        headers: headers as Record<string, string>,
        body: (body ?? null) as string | null,
        signal: signal ?? null,
        ...(dispatcher && { dispatcher }),
      }),
    );
  return over as unknown as typeof fetch;
}

/** As much of a `Response` as the client reads. */
class UndiciResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly type = 'basic';
  readonly headers: Fields;
  readonly #body: Dispatcher.ResponseData['body'];
  #stream: ReadableStream | undefined;

  constructor({ statusCode, headers, body }: Dispatcher.ResponseData) {
    this.status = statusCode;
    this.ok = statusCode >= 200 && statusCode < 300;
    this.headers = new Fields(headers);
    this.#body = body;
  }
  get body(): Pick<ReadableStream, 'getReader' | 'cancel'> {
    // Made when it is asked for a reader or to be cancelled: a web stream costs more than the request itself.
    const stream = () => {
      this.#stream ??= Readable.toWeb(this.#unpacked()) as ReadableStream;
      return this.#stream;
    };
    return { getReader: () => stream().getReader(), cancel: () => stream().cancel() } as ReadableStream;
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

/** As much of `Headers` as the client reads; to make a `Headers` of it, iterate. undici gives the names in lower case. */
class Fields implements Iterable<[string, string]> {
  readonly #raw: Dispatcher.ResponseData['headers'];

  constructor(raw: Dispatcher.ResponseData['headers']) {
    this.#raw = raw;
  }
  get(name: string): string | null {
    const value = this.#raw[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  }
  has(name: string): boolean {
    return this.#raw[name] !== undefined;
  }
  *[Symbol.iterator](): Iterator<[string, string]> {
    for (const name of Object.keys(this.#raw)) yield [name, this.get(name) ?? ''];
  }
}
