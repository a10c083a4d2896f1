import '../../../support/loaded.ts';
import { describe, expect, test, vi } from 'vitest';
import { createCheckout, memoryState, type PayseraEvent, type SealedTokens } from '../../../../src/index.ts';

/** Clients over one store, of a Paysera that issues tokens in turn. */
function shop(tokens: SealedTokens, more = {}) {
  const events: PayseraEvent[] = [];
  let issued = 0;
  const sent: string[] = [];
  const refused = new Set<string>();
  const client = () =>
    createCheckout({
      ...{ clientId: 'c', clientSecret: 's', rateLimit: false, state: { tokens } },
      onEvent: (event) => events.push(event),
      fetch: async (input, init) => {
        if (String(input).endsWith('/token')) return Response.json({ access_token: `t-${++issued}`, expires_in: 3600 });
        const authorization = String(new Headers(init?.headers).get('authorization'));
        sent.push(authorization);
        return refused.has(authorization)
          ? Response.json({ error: 'invalid_token' }, { status: 401 })
          : Response.json({ order_id: 'o', status: 'new' });
      },
      ...more,
    });
  return { client, events, sent, refused, issued: () => issued };
}

/** The tokens of a memory state, with what is kept in them. */
function watched() {
  const { tokens } = memoryState();
  const kept: string[] = [];
  const set: SealedTokens['set'] = (key, sealed, milliseconds) => {
    kept.push(key, sealed);
    return tokens.set(key, sealed, milliseconds);
  };
  return { tokens: { ...tokens, set }, kept };
}

describe('clients that share tokens', () => {
  test('request one, which the store alone does not give away', async () => {
    const { tokens, kept } = watched();
    const { client, issued, sent } = shop(tokens);
    await Promise.all(Array.from({ length: 8 }, () => client().orders.get('o')));
    expect(issued()).toBe(1);
    expect(new Set(sent)).toEqual(new Set(['Bearer t-1']));
    expect(kept).toHaveLength(2);
    expect(kept.join()).not.toMatch(/t-1|accessToken/);
  });

  test('request another one when theirs is rejected, once for all', async () => {
    const { tokens } = watched();
    const { client, issued, refused, sent } = shop(tokens);
    const clients = [client(), client(), client()];
    await Promise.all(clients.map((one) => one.orders.get('o')));
    refused.add('Bearer t-1');
    await Promise.all(clients.map((one) => one.orders.get('o')));
    expect(issued()).toBe(2);
    expect(sent.slice(-3)).toEqual(['Bearer t-2', 'Bearer t-2', 'Bearer t-2']);
  });

  test('of other credentials have tokens of their own', async () => {
    const { tokens } = watched();
    const { client, issued } = shop(tokens);
    const other = shop(tokens, { clientSecret: 'another' });
    await client().orders.get('o');
    await other.client().orders.get('o');
    expect([issued(), other.issued()]).toEqual([1, 1]);
  });

  test('let another go on when a token request fails', async () => {
    const { tokens } = watched();
    const failing = shop(tokens, { fetch: async () => Response.json({ error: 'invalid_client' }, { status: 401 }) });
    await expect(failing.client().orders.get('o')).rejects.toMatchObject({ name: 'AuthenticationError' });
    const { client, issued } = shop(tokens);
    await client().orders.get('o');
    expect(issued()).toBe(1);
  });

  test.each<[string, () => Promise<never>]>([
    ['refuses', () => Promise.reject(new Error('away'))],
    [
      'hangs',
      () => {
        // Time passes only here: Web Crypto seals the token in real time.
        void vi.advanceTimersByTimeAsync(2_000);
        return new Promise(() => {});
      },
    ],
  ])('have tokens of their own while the store %s, and say so', async (_, away) => {
    vi.useFakeTimers();
    try {
      const { client, events, issued } = shop({ get: away, set: away, claim: away, release: away });
      await client().orders.get('o');
      expect(issued()).toBe(1);
      expect(events.filter(({ type }) => type === 'state')).toEqual([
        { type: 'state', part: 'tokens', outcome: 'away' },
      ]);
    } finally {
      vi.useRealTimers();
    }
  });
});
