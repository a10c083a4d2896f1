import '../../../../support/loaded.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCheckout, createRateGate } from '../../../../../src/index.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const LIMIT = 50;
const WINDOW = 60_000;
const CREDENTIALS = { clientId: 'c', clientSecret: 's', timeout: Number.POSITIVE_INFINITY, validation: 'off' } as const;

/** A server that allows 50 requests a minute, counted in fixed windows or in any minute, and tells so or does not. */
function limited(counts: 'fixed windows' | 'any minute', sendsHeaders: boolean) {
  const begun = performance.now();
  const arrivals: { id: string; at: number }[] = [];
  let refused = 0;
  const fetch = async (input: string | URL | Request): Promise<Response> => {
    const at = performance.now() - begun;
    const from = counts === 'fixed windows' ? Math.floor(at / WINDOW) * WINDOW : at - WINDOW + 1;
    const before = arrivals.filter((one) => one.at >= from).length;
    const reset = counts === 'fixed windows' ? from + WINDOW - at : WINDOW;
    const headers = sendsHeaders
      ? {
          'x-ratelimit-limit': String(LIMIT),
          'x-ratelimit-remaining': String(Math.max(0, LIMIT - before - 1)),
          'x-ratelimit-reset': String(Math.ceil(reset / 1000)),
        }
      : {};
    if (before >= LIMIT) {
      refused++;
      return Response.json({ error: 'rate_limit_exceeded' }, { status: 429, headers });
    }
    const id = new URL(String(input)).pathname.split('/').at(-1) ?? '';
    arrivals.push({ id, at });
    if (id === 'token') return Response.json({ access_token: `t${arrivals.length}`, expires_in: 3600 }, { headers });
    return Response.json({ id }, { headers });
  };
  return { fetch: fetch as typeof globalThis.fetch, arrivals, refused: () => refused };
}

describe.each(['fixed windows', 'any minute'] as const)('a server that allows 50 a minute, counted in %s', (counts) => {
  test.each([true, false])(
    '500 calls by 20 callers get no 429, use 98 %% of the quota and stay in order (headers: %s)',
    async (sendsHeaders) => {
      const server = limited(counts, sendsHeaders);
      const checkout = createCheckout({ ...CREDENTIALS, fetch: server.fetch });
      const requested: string[] = [];
      const caller = async (name: number) => {
        for (let i = 0; i < 25; i++) {
          const id = `${name}.${i}`;
          requested.push(id);
          await checkout.orders.get(id);
        }
      };
      let done = false;
      const all = Promise.all(Array.from({ length: 20 }, (_, name) => caller(name))).then(() => {
        done = true;
      });
      const begun = performance.now();
      while (!done) await vi.advanceTimersByTimeAsync(100);
      await all;
      const minutes = (performance.now() - begun) / WINDOW;

      expect(server.refused()).toBe(0);
      const calls = server.arrivals.filter(({ id }) => id !== 'token').map(({ id }) => id);
      expect(calls).toEqual(requested);
      // With 501 requests the last is due when the tenth window has passed.
      expect(server.arrivals).toHaveLength(501);
      const possible = Math.floor(500 / LIMIT);
      expect(possible / minutes).toBeGreaterThanOrEqual(0.98);
    },
  );

  test('two clients that share a rate gate share the quota', async () => {
    const server = limited(counts, true);
    const rateLimit = createRateGate();
    const clients = [1, 2].map(() => createCheckout({ ...CREDENTIALS, fetch: server.fetch, rateLimit }));
    const all = Promise.all(
      clients.flatMap((client) => Array.from({ length: 60 }, (_, i) => client.orders.get(String(i)))),
    );
    await vi.advanceTimersByTimeAsync(4 * WINDOW);
    expect(await all).toHaveLength(120);
    expect(server.refused()).toBe(0);
  });
});

describe('1,000 calls at once make one token request', () => {
  test.each([
    ['behind the gate', undefined],
    ['without one', false as const],
  ])('%s: on a cold client, and again when the token expires', async (_, rateLimit) => {
    let tokens = 0;
    const fetch = (async (input: string | URL | Request) => {
      if (!String(input).endsWith('/token')) return Response.json({ id: 'x' });
      tokens++;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return Response.json({ access_token: `t${tokens}`, expires_in: 3600 });
    }) as typeof globalThis.fetch;
    const checkout = createCheckout({ ...CREDENTIALS, fetch, rateLimit });
    const thousand = () => Promise.all(Array.from({ length: 1000 }, (_, i) => checkout.orders.get(String(i))));
    const begun = Date.now();

    const cold = thousand();
    await vi.advanceTimersByTimeAsync(rateLimit === false ? 1000 : 22 * 60_000);
    await cold;
    expect(tokens).toBe(1);

    vi.setSystemTime(begun + 200 + 3600_000);
    const expired = thousand();
    await vi.advanceTimersByTimeAsync(rateLimit === false ? 1000 : 22 * 60_000);
    await expired;
    expect(tokens).toBe(2);
  });

  test('with the default timeout, calls whose turn comes in time succeed, and the rest fail at once with the wait', async () => {
    const server = limited('any minute', true);
    const checkout = createCheckout({ ...CREDENTIALS, timeout: 30_000, fetch: server.fetch });
    const all = Promise.allSettled(Array.from({ length: 1000 }, (_, i) => checkout.orders.get(String(i))));
    await vi.advanceTimersByTimeAsync(31_000);
    const settled = await all;
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(49);
    const late = settled.filter((one) => one.status === 'rejected').map(({ reason }) => reason as object);
    for (const error of late) expect(error).toMatchObject({ name: 'RateLimitError', operation: 'getOrder' });
    expect(server.refused()).toBe(0);
  });
});
