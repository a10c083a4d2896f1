import '../../support/loaded.ts';
// Loaded beforehand, since `settle` waits for no file to be read.
import { describe, expect, test } from 'vitest';
import { createTokenSource, type StoredToken, type TokenStore } from '../../../src/index.ts';
import { endpoint, START } from '../../support/token-endpoint.ts';

function memoryStore() {
  const kept = new Map<string, StoredToken>();
  const store: TokenStore = {
    get: async (key) => kept.get(key),
    set: async (key, token) => {
      if (token) kept.set(key, token);
      else kept.delete(key);
    },
  };
  return { kept, store };
}

describe('a token store', () => {
  test('shares one token among several sources', async () => {
    const { state, source } = endpoint();
    const { kept, store } = memoryStore();
    expect(await source(store).get()).toBe('token-1');
    expect(await source(store).get()).toBe('token-1');
    expect(state.requested).toBe(1);
    expect([...kept.values()]).toEqual([{ accessToken: 'token-1', expiresAt: START + 3_600_000, lifetime: 3600 }]);
    expect([...kept.keys()].join()).not.toMatch(/client-1|secret/);
  });

  test('uses a different key for other credentials', async () => {
    const { kept, store } = memoryStore();
    const { source } = endpoint();
    await source(store).get();
    const other = createTokenSource({
      clientId: 'client-2',
      clientSecret: 'client-secret-1',
      tokenUrl: 'https://api.paysera.com/token',
      store,
      fetch: async () => Response.json({ access_token: 'other', expires_in: 3600 }),
    });
    expect(await other.get()).toBe('other');
    expect(kept.size).toBe(2);
  });

  test('that holds an expired token, or one about to expire, is ignored', async () => {
    for (const lifetime of [-1, 299_000, 300_000]) {
      const { source } = endpoint();
      const { store } = memoryStore();
      store.get = async () => ({ accessToken: 'stale', expiresAt: START + lifetime, lifetime: 3600 });
      expect(await source(store).get()).toBe('token-1');
    }
  });

  test('that still holds the rejected token is ignored', async () => {
    const { source } = endpoint();
    const { store } = memoryStore();
    const tokens = source(store);
    tokens.invalidate(await tokens.get());
    expect(await tokens.get()).toBe('token-2');
  });

  test('that fails, or holds invalid data, costs a token request but no call', async () => {
    const broken: TokenStore[] = [
      { get: () => Promise.reject(new Error('down')), set: () => Promise.reject(new Error('down')) },
      { get: async () => ({ accessToken: 7 }) as unknown as StoredToken, set: async () => {} },
      {
        get: async () => ({ accessToken: 7, expiresAt: START + 3_600_000, lifetime: 3600 }) as unknown as StoredToken,
        set: async () => {},
      },
      {
        get: () => {
          throw new Error('down at once');
        },
        set: () => {
          throw new Error('down at once');
        },
      },
    ];
    for (const store of broken) expect(await endpoint().source(store).get()).toBe('token-1');
  });

  test('does not receive a token that must not be reused', async () => {
    const { kept, store } = memoryStore();
    await endpoint(() => ({ expires_in: 0 }))
      .source(store)
      .get();
    expect(kept.size).toBe(0);
  });
});
