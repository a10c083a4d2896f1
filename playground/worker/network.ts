import type { Platform, Serve } from '../../src/sandbox/platform/platform.ts';
import { webPlatform } from '../../src/sandbox/platform/web.ts';

/** Takes the place of the network in the worker: every request reaches a sandbox, or nothing. */
export interface Network {
  /** For the worker, as its `fetch`. */
  readonly fetch: typeof globalThis.fetch;
  /** For a sandbox: its port is a number in a table, and its deliveries go to the code's own handler. */
  readonly platform: Platform;
  /** Makes addresses that belong to Paysera lead to a sandbox. */
  connect(origins: readonly string[], serve: typeof globalThis.fetch): void;
  /** Whether an address leads to a sandbox. */
  reaches(url: string): boolean;
}

/** The ports that are handed out, in their order, from the one that the documentation uses. */
const FIRST_PORT = 4010;

/** @param deliver What becomes of a delivery when `startSandbox` was called without `deliver`. */
export function createNetwork(deliver: Platform['post']): Network {
  const places = new Map<string, Serve>();
  let next = FIRST_PORT;
  return {
    connect(origins, serve) {
      for (const origin of origins) places.set(origin, (request) => serve(request));
    },
    reaches: (url) => URL.canParse(url) && places.has(new URL(url).origin),
    async fetch(input, init) {
      const request = new Request(input, init);
      const { origin } = new URL(request.url);
      const serve = places.get(origin);
      if (serve) return serve(request);
      throw new TypeError(`fetch failed: ${origin} cannot be reached, as the playground has no network`);
    },
    platform: {
      ...webPlatform,
      post: deliver,
      async listen(serve, wanted) {
        const port = wanted || next++;
        const origin = `http://127.0.0.1:${port}`;
        if (places.has(origin)) throw Object.assign(new Error('it is in use'), { code: 'EADDRINUSE' });
        places.set(origin, serve);
        return { port, close: async () => void places.delete(origin) };
      },
    },
  };
}
