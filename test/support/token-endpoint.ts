import { createTokenSource, type TokenStore } from '../../src/index.ts';

export const START = 1_760_000_000_000;
export const MINUTE = 60_000;

/** A token endpoint in memory: counts, answers by script, on a clock that only the test moves. */
export function endpoint(respond: (count: number) => unknown = () => ({})) {
  const state = { now: START, requested: 0 };
  const fetch: typeof globalThis.fetch = async () => {
    const count = ++state.requested;
    const body = await respond(count);
    if (body instanceof Response) return body;
    return Response.json({
      access_token: `token-${count}`,
      expires_in: 3600,
      token_type: 'Bearer',
      ...(body as object),
    });
  };
  const source = (store?: TokenStore) =>
    createTokenSource({
      clientId: 'client-1',
      clientSecret: 'client-secret-1',
      tokenUrl: 'https://api.paysera.com/token',
      fetch,
      now: () => state.now,
      store,
    });
  return { state, source };
}

/** Lets everything run that waits for no timer. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));
