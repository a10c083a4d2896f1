/** One request and its response, as they were sent. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  /** How the request was authorized: `Bearer`, `MAC`, or nothing. */
  readonly scheme: string;
  readonly body: string;
  /** 0 if no response arrived. */
  readonly status: number;
  readonly response: unknown;
  /** Milliseconds. */
  readonly duration: number;
}

/** A fetch that records its requests and responses. `take` returns them. */
export function watch(fetch: typeof globalThis.fetch): {
  readonly fetch: typeof globalThis.fetch;
  take(): Exchange[];
} {
  let seen: Exchange[] = [];
  return {
    async fetch(input, init) {
      const started = performance.now();
      const sent = {
        method: init?.method ?? 'GET',
        url: new URL(String(input)),
        scheme: new Headers(init?.headers).get('authorization')?.split(' ')[0] ?? '',
        body: typeof init?.body === 'string' ? init.body : '',
      };
      const keep = (status: number, response: unknown) =>
        seen.push({ ...sent, status, response, duration: performance.now() - started });
      try {
        const response = await fetch(input, init);
        const body: unknown = await response
          .clone()
          .json()
          .catch(() => undefined);
        keep(response.status, body);
        return response;
      } catch (error) {
        keep(0, undefined);
        throw error;
      }
    },
    take() {
      const taken = seen;
      seen = [];
      return taken;
    },
  };
}
