import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { type Dispatcher, request } from 'undici';
import { SENDS_ONCE } from '../http/sends-once.ts';

/**
 * A faster `fetch` for the client's `fetch` option on Node: undici's `request` over a pool of keep-alive connections. A
 * call then costs less than a plain `fetch`, see `bench/RESULTS.md`. It supports only what the client uses: a URL, a
 * string body and a signal, without following redirects. Do not use it as a general `fetch`.
 *
 * @param dispatcher One of undici's agents, such as `ProxyAgent`. Default: undici's global dispatcher.
 * @example
 * import { undiciFetch } from 'paysera-client/undici'; // requires the `undici` package
 *
 * const checkout = createCheckout({ fetch: undiciFetch() });
 */
export function undiciFetch(dispatcher?: Dispatcher): typeof fetch {
  const fetchWithUndici = async (url: string, { method = 'GET', headers, body, signal }: RequestInit = {}) =>
    new UndiciResponse(
      await request(url, {
        method: method as Dispatcher.HttpMethod,
        headers: headers as Record<string, string>,
        body: (body ?? null) as string | null,
        signal: signal ?? null,
        ...(dispatcher && { dispatcher }),
      }),
    );
  const fetch = fetchWithUndici as unknown as typeof globalThis.fetch;
  // An agent that was given may retry by itself.
  return dispatcher ? fetch : Object.assign(fetch, { [SENDS_ONCE]: true });
}

/** The parts of `Response` that the client reads. */
class UndiciResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly type = 'basic';
  readonly headers: UndiciHeaders;
  readonly #body: Dispatcher.ResponseData['body'];
  #stream: ReadableStream | undefined;

  constructor({ statusCode, headers, body }: Dispatcher.ResponseData) {
    this.status = statusCode;
    this.ok = statusCode >= 200 && statusCode < 300;
    this.headers = new UndiciHeaders(headers);
    this.#body = body;
  }
  get body(): Pick<ReadableStream, 'getReader' | 'cancel'> {
    // Created only when it is read or cancelled: a web stream costs more than the request itself.
    const stream = () => {
      this.#stream ??= Readable.toWeb(this.#decompressed()) as ReadableStream;
      return this.#stream;
    };
    return { getReader: () => stream().getReader(), cancel: () => stream().cancel() } as ReadableStream;
  }
  text(): Promise<string> {
    return this.#body.text();
  }
  #decompressed(): Readable {
    const decompress = DECOMPRESSORS[this.headers.get('content-encoding') ?? ''];
    // The last stream passes an error on to the reader.
    return decompress ? pipeline(this.#body, decompress(), () => {}) : this.#body;
  }
}

/** The client does not ask for compression, but a proxy may compress anyway. */
const DECOMPRESSORS: Readonly<Record<string, (() => NodeJS.ReadWriteStream & Readable) | undefined>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The parts of `Headers` that the client reads; iterate it to make a `Headers`. undici lower-cases the names. */
class UndiciHeaders implements Iterable<[string, string]> {
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
