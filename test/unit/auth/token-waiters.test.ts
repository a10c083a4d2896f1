import '../../support/loaded.ts';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CachedTokens } from '../../../src/auth/oauth.ts';
import type { StoredToken, TokenStore } from '../../../src/auth/token-store.ts';
import { errorOf } from '../../support/error-of.ts';

const START = 1_760_000_000_000;

/** A token source whose requests stay open until the test answers them, in any order. */
function held(options: { store?: TokenStore } = {}) {
  const requests: { readonly signal: AbortSignal; issue(): void; fail(): void }[] = [];
  const clock = { now: START };
  const tokens = new CachedTokens({
    clientId: 'client-1',
    clientSecret: 'client-secret-1',
    tokenUrl: 'https://api.paysera.com/token',
    store: options.store,
    now: () => clock.now,
    fetch: (_, init) => {
      const access_token = `token-${requests.length + 1}`;
      return new Promise((resolve, reject) => {
        requests.push({
          signal: init?.signal as AbortSignal,
          issue: () => resolve(Response.json({ access_token, expires_in: 3600 })),
          fail: () => reject(new TypeError('fetch failed')),
        });
      });
    },
  });
  return { tokens, requests, clock };
}

/** Lets everything run that waits for no timer. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  vi.useRealTimers();
});

describe('a token request that nobody waits for any more', () => {
  test('is cancelled with the last caller, not before', async () => {
    const { tokens, requests } = held();
    const [first, second] = [new AbortController(), new AbortController()];
    const waiting = [tokens.get(first.signal), tokens.get(second.signal)].map(errorOf);
    await settle();
    first.abort(new Error('gone'));
    await settle();
    expect(requests[0]?.signal.aborted).toBe(false);
    second.abort(new Error('gone as well'));
    expect((await Promise.all(waiting)).map(({ message }) => message)).toEqual(['gone', 'gone as well']);
    await settle();
    expect(requests[0]?.signal.reason).toMatchObject({
      name: 'AbortError',
      operation: 'createAccessToken',
      message: 'Every caller that waited for this token was aborted.',
    });
  });

  test('is not inherited by the next caller, and its end leaves the new request alone', async () => {
    const { tokens, requests } = held();
    const controller = new AbortController();
    const gone = errorOf(tokens.get(controller.signal));
    await settle();
    controller.abort(new Error('gone'));
    await gone;
    const next = tokens.get();
    await settle();
    const joined = tokens.get();
    await settle();
    expect(requests).toHaveLength(2);
    requests[1]?.issue();
    expect(await Promise.all([next, joined])).toEqual(['token-2', 'token-2']);
  });

  test('never replaces a newer token, even when the store held its own back', async () => {
    const reads: ((found: StoredToken | undefined) => void)[] = [];
    const store: TokenStore = {
      get: () => new Promise((resolve) => reads.push(resolve)),
      set: async () => {},
    };
    const { tokens, requests } = held({ store });
    const controller = new AbortController();
    const gone = errorOf(tokens.get(controller.signal));
    await settle();
    controller.abort(new Error('gone'));
    await gone;
    const next = tokens.get();
    await settle();
    reads[1]?.(undefined);
    await settle();
    requests[0]?.issue();
    expect(await next).toBe('token-1');
    reads[0]?.({ accessToken: 'stored', expiresAt: START + 3_600_000, lifetime: 3600 });
    await settle();
    expect(tokens.current()).toBe('token-1');
  });

  test('is none while a background refresh runs, which no caller waits for', async () => {
    const { tokens, requests, clock } = held();
    const first = tokens.get();
    await settle();
    requests[0]?.issue();
    await first;
    clock.now = START + 3_400_000;
    await tokens.get(AbortSignal.timeout(1_000_000));
    await settle();
    expect(requests[1]?.signal.aborted).toBe(false);
  });
});

describe('a token request that fails', () => {
  test('is made again for a caller that joined it, since the reason may no longer apply', async () => {
    const { tokens, requests } = held();
    const started = errorOf(tokens.get());
    await settle();
    const joined = tokens.get();
    await settle();
    requests[0]?.fail();
    expect(await started).toMatchObject({ name: 'ConnectionError' });
    await settle();
    requests[1]?.issue();
    expect(await joined).toBe('token-2');
  });

  test('is made again once for all callers that joined it', async () => {
    const { tokens, requests } = held();
    const started = errorOf(tokens.get());
    await settle();
    const joined: Promise<string>[] = [];
    for (const signal of [undefined, new AbortController().signal]) {
      joined.push(tokens.get(signal));
      await settle();
    }
    requests[0]?.fail();
    await started;
    await settle();
    expect(requests).toHaveLength(2);
    requests[1]?.issue();
    expect(await Promise.all(joined)).toEqual(['token-2', 'token-2']);
  });

  test('is not made again for a caller that was aborted meanwhile', async () => {
    const { tokens, requests } = held();
    const started = errorOf(tokens.get());
    await settle();
    const controller = new AbortController();
    const joined = errorOf(tokens.get(controller.signal));
    await settle();
    controller.abort(new Error('gone'));
    requests[0]?.fail();
    expect((await joined).message).toBe('gone');
    await started;
    await settle();
    expect(requests).toHaveLength(1);
  });
});

describe('the token at hand', () => {
  test('is there without waiting until it is due for a refresh', async () => {
    const { tokens, requests, clock } = held();
    expect(tokens.current()).toBeUndefined();
    const first = tokens.get();
    await settle();
    requests[0]?.issue();
    await first;
    expect(tokens.current()).toBe('token-1');
    clock.now = START + 3_299_999;
    expect(tokens.current()).toBe('token-1');
    clock.now = START + 3_300_000;
    expect(tokens.current()).toBeUndefined();
    expect(requests).toHaveLength(1);
  });

  test('is gone once it was rejected', async () => {
    const { tokens, requests } = held();
    tokens.invalidate('token-1');
    const first = tokens.get();
    await settle();
    requests[0]?.issue();
    tokens.invalidate(await first);
    expect(tokens.current()).toBeUndefined();
  });
});

test.each<[string, TokenStore | undefined]>([
  ['without a store', undefined],
  ['with a store', { get: async () => undefined, set: async () => {} }],
])('a token request that has ended leaves no timer behind, %s', async (_, store) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { tokens, requests } = held(store && { store });
  const first = tokens.get();
  // The key of the store is digested in a thread of its own, which takes as long as it takes.
  while (requests.length === 0) await new Promise(setImmediate);
  expect(vi.getTimerCount()).toBe(1);
  requests[0]?.issue();
  await first;
  expect(vi.getTimerCount()).toBe(0);
});
