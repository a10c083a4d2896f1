/** One request and its answer, as they stood on the wire. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  /** How it was authorised: `Bearer`, `MAC`, or nothing. */
  readonly scheme: string;
  readonly body: string;
  /** 0 when no answer came. */
  readonly status: number;
  readonly answer: unknown;
  /** Milliseconds. */
  readonly duration: number;
}

/** A fetch that keeps what passes through it; `take` hands it over. */
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
      const keep = (status: number, answer: unknown) =>
        seen.push({ ...sent, status, answer, duration: performance.now() - started });
      try {
        const response = await fetch(input, init);
        const answer: unknown = await response
          .clone()
          .json()
          .catch(() => undefined);
        keep(response.status, answer);
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
