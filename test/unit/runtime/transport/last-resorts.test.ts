import '../../../support/loaded.ts';
import { describe, expect, test, vi } from 'vitest';
import { createCheckout, type IntentStore, memoryIntents } from '../../../../src/index.ts';

const PURCHASE = { purchase: { reference: 'A-1', amount: 1000, currency: 'EUR' } };
const LINK = { order_id: 'o', name: 'A-1', experience: { language: 'en' }, purchase: { amount: 1000 } };
const CREDENTIALS = { clientId: 'c', clientSecret: 's', rateLimit: false } as const;

/** A fetch that responds to calls like this, and issues tokens by itself. */
function fetching(respond: () => Response | Promise<Response>): typeof fetch {
  return async (input) =>
    String(input).endsWith('/token') ? Response.json({ access_token: 't', expires_in: 3600 }) : respond();
}

describe('a fetch that ignores its signal', () => {
  const stalled = () => new Response(new ReadableStream(), { status: 201 });

  test.each([
    ['never responds', never],
    ['never ends its body', stalled],
  ])('a fetch that %s cannot delay a call beyond its deadline', async (_, respond) => {
    const checkout = createCheckout({ ...CREDENTIALS, fetch: fetching(respond) });
    await expect(checkout.orders.get('o', { timeout: 20 })).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(checkout.orders.create(PURCHASE, { timeout: 20 })).rejects.toMatchObject({
      name: 'OutcomeUnknownError',
    });
    const signal = AbortSignal.timeout(20);
    const aborted = await checkout.orders.get('o', { signal }).catch((error: unknown) => error);
    expect(aborted).toMatchObject({ name: 'AbortError' });
    expect((aborted as Error).cause).toBe(signal.reason);
  });

  test('a token request that never responds cannot delay a call beyond its deadline', async () => {
    const checkout = createCheckout({ ...CREDENTIALS, fetch: never });
    await expect(checkout.orders.create(PURCHASE, { timeout: 20 })).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

test('timeout: Infinity on the client is accepted, for its token request as well', async () => {
  const checkout = createCheckout({
    ...CREDENTIALS,
    timeout: Number.POSITIVE_INFINITY,
    fetch: fetching(() => Response.json({ id: 'o' })),
  });
  await expect(checkout.orders.get('o')).resolves.toEqual({ id: 'o' });
});

test.each(['null', '[]', '"text"', '7', '{}', '{"message":"maintenance"}'])(
  'a creation whose response is %s proves nothing: it is unknown, and stays open in the journal',
  async (body) => {
    const kept = memoryIntents();
    const states: string[] = [];
    const intents: IntentStore = {
      ...kept,
      save: (intent) => {
        states.push(intent.state);
        return kept.save(intent);
      },
    };
    const checkout = createCheckout({
      ...CREDENTIALS,
      fetch: fetching(() => new Response(body, { status: 201 })),
      intents,
    });
    const unknown = { name: 'OutcomeUnknownError', cause: { name: 'ResponseValidationError' } };
    await expect(checkout.orders.create(PURCHASE)).rejects.toMatchObject(unknown);
    await expect(checkout.paymentLinks.create(LINK)).rejects.toMatchObject(unknown);
    expect(await checkout.intents.pending()).toHaveLength(2);
    expect(states).toEqual(['sent', 'unknown', 'sent', 'unknown']);
  },
);

test('a refund that may have happened stays unknown when no token is available for its retry', async () => {
  let tokens = 0;
  const responses = [Response.json({}, { status: 503 }), Response.json({}, { status: 401 })];
  const fetch: typeof globalThis.fetch = async (input) => {
    if (!String(input).endsWith('/token')) return responses.shift() as Response;
    if (tokens++ === 0) return Response.json({ access_token: 't', expires_in: 3600 });
    return Response.json({ error: 'invalid_client' }, { status: 401 });
  };
  const checkout = createCheckout({ ...CREDENTIALS, fetch, retry: { backoff: 0 } });
  const refund = checkout.payments.refund('p', { amount: 1, currency: 'EUR' });
  await expect(refund).rejects.toMatchObject({ name: 'OutcomeUnknownError', cause: { code: 'invalid_client' } });
});

describe('a token request without a response', () => {
  test('a token request that nobody waits for any longer is not reused by the next call', async () => {
    let requested = 0;
    const fetch: typeof globalThis.fetch = async (input) => {
      if (!String(input).endsWith('/token')) return Response.json({ id: 'o' });
      return requested++ === 0 ? never() : Response.json({ access_token: 't', expires_in: 3600 });
    };
    const checkout = createCheckout({ ...CREDENTIALS, fetch });
    await expect(checkout.orders.get('o', { timeout: 20 })).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(checkout.orders.get('o')).resolves.toEqual({ id: 'o' });
    expect(requested).toBe(2);
  });

  test('callers that joined a token request in flight retry it when it times out', async () => {
    vi.useFakeTimers();
    try {
      let requested = 0;
      const fetch: typeof globalThis.fetch = async (input) => {
        if (!String(input).endsWith('/token')) return Response.json({ id: 'o' });
        return requested++ === 0 ? never() : Response.json({ access_token: 't', expires_in: 3600 });
      };
      const checkout = createCheckout({ ...CREDENTIALS, fetch, timeout: 1000 });
      const first = expect(checkout.orders.get('a')).rejects.toMatchObject({ name: 'TimeoutError' });
      await vi.advanceTimersByTimeAsync(900);
      const second = checkout.orders.get('o');
      await vi.advanceTimersByTimeAsync(200);
      await first;
      await expect(second).resolves.toEqual({ id: 'o' });
    } finally {
      vi.useRealTimers();
    }
  });
});

function never(): Promise<Response> {
  return new Promise(() => {});
}
