import '../../support/loaded.ts';
import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { type Reply, startLoopback } from '../../support/loopback.ts';

// No test here waits for a clock: time passes when the request has arrived, and only the deadline can end the call then.
const DEADLINE = 30_000;
const CREATE = { purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' } };

/** Headers at once, the first half of a body, and then nothing. */
const stalls: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"id":');
};
/** No answer at all. */
const silent: Reply = () => {};

/** Replies so, and then the time of the deadline passes. */
function untilTheDeadline(reply: Reply): Reply {
  return (response, request) => {
    if (typeof reply === 'function') reply(response, request);
    setImmediate(() => vi.advanceTimersByTime(DEADLINE));
  };
}

function stopTheClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
}

afterEach(() => vi.useRealTimers());

describe('the deadline covers', () => {
  test.each([
    ['an answer that never begins', silent],
    ['a body that never ends', stalls],
  ])('%s', async (_, reply) => {
    stopTheClock();
    const server = await startLoopback(() => untilTheDeadline(reply));
    const error = await errorOf(checkoutAt(server.url).orders.get('a', { timeout: DEADLINE }));
    expect(error).toMatchObject({ name: 'TimeoutError', code: 'timeout', operation: 'getOrder' });
    expect(error.message).toContain('30000 ms');
    expect(server.calls()).toHaveLength(1);
  });

  test('the wait for a token', async () => {
    stopTheClock();
    const server = await startLoopback(() => untilTheDeadline(silent), { tokens: false });
    const error = await errorOf(checkoutAt(server.url).orders.create(CREATE, { timeout: DEADLINE }));
    expect(error, 'nothing was sent: no doubt').toMatchObject({ name: 'TimeoutError' });
    expect(server.requests).toHaveLength(1);
  });

  test('the wait before another attempt', async () => {
    stopTheClock();
    let requested = 0;
    const { paymentRequests } = recurringAt('https://checkout-eu-a.paysera.com', {
      validation: 'off',
      random: () => 0.999,
      fetch: async () => {
        requested++;
        return Response.json({ error: 'x' }, { status: 500 });
      },
    });
    // A back-off of 8 s does not fit into 5 s: it is not even begun.
    const ended = errorOf(paymentRequests.get('a', { timeout: 5000, retry: { limit: 9, backoff: 8000 } }));
    await vi.advanceTimersByTimeAsync(0);
    expect(await ended).toMatchObject({ name: 'ServerError' });
    expect(requested).toBe(1);
  });

  test('all attempts together, not each of them', async () => {
    stopTheClock();
    let requested = 0;
    const { paymentRequests } = recurringAt('https://checkout-eu-a.paysera.com', {
      validation: 'off',
      random: () => 0,
      fetch: (_, init) =>
        new Promise((resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
          if (requested++ === 0) setTimeout(() => resolve(new Response('{}', { status: 503 })), 20_000);
        }),
    });
    let ended: unknown;
    paymentRequests.get('a').catch((error: unknown) => (ended = error));
    await vi.advanceTimersByTimeAsync(29_999);
    expect([requested, ended]).toEqual([2, undefined]);
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toMatchObject({ name: 'TimeoutError', attempts: [{ reason: '503' }, { reason: 'timeout' }] });
  });
});

describe('a deadline on a call that creates something or moves money', () => {
  test.each([
    ['an answer that never begins', silent],
    ['a body that never ends', stalls],
  ])('leaves the outcome unknown: %s', async (_, reply) => {
    stopTheClock();
    const server = await startLoopback(() => untilTheDeadline(reply));
    const error = await errorOf(checkoutAt(server.url).orders.create(CREATE, { timeout: DEADLINE }));
    expect(error).toMatchObject({ name: 'OutcomeUnknownError', cause: { name: 'TimeoutError' } });
    expect(server.calls(), 'and it is not sent again').toHaveLength(1);
  });
});

describe('the caller’s signal', () => {
  test('ends a call with AbortError, its own reason as the cause', async () => {
    const controller = new AbortController();
    const reason = new Error('the page was closed');
    const server = await startLoopback(() => {
      controller.abort(reason);
      return silent;
    });
    const error = await errorOf(checkoutAt(server.url).orders.get('a', { signal: controller.signal }));
    expect(error).toMatchObject({ name: 'AbortError', code: 'aborted', operation: 'getOrder' });
    expect(error.cause).toBe(reason);
  });

  test('ends a body that is being read', async () => {
    const controller = new AbortController();
    const server = await startLoopback(() => (response, request) => {
      if (typeof stalls === 'function') stalls(response, request);
      setTimeout(() => controller.abort(), 20);
    });
    const error = await errorOf(checkoutAt(server.url).orders.get('a', { signal: controller.signal }));
    expect(error.name).toBe('AbortError');
  });

  test('that is aborted before the call prevents the request', async () => {
    const server = await startLoopback(() => ({ json: {} }));
    const signal = AbortSignal.abort(new Error('too late'));
    const error = await errorOf(checkoutAt(server.url).orders.create(CREATE, { signal }));
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(server.requests).toEqual([]);
  });

  test('that ends a creation in flight leaves its outcome unknown', async () => {
    const controller = new AbortController();
    const server = await startLoopback(() => {
      controller.abort();
      return silent;
    });
    const error = await errorOf(checkoutAt(server.url).orders.create(CREATE, { signal: controller.signal }));
    expect(error).toMatchObject({ name: 'OutcomeUnknownError', cause: { name: 'AbortError' } });
  });

  test('that is long-lived retains nothing of the calls it was passed to', async () => {
    const { signal } = new AbortController();
    const server = await startLoopback((_, index) => (index % 2 ? { json: { id: 'a' } } : { status: 503 }));
    const { orders } = checkoutAt(server.url, { random: () => 0 });
    for (let count = 0; count < 5; count++) await orders.get('a', { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});

test('a call that ended leaves no timer behind', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { paymentRequests } = recurringAt('https://checkout-eu-a.paysera.com', {
    validation: 'off',
    fetch: async () => Response.json({ id: 'a', status: 'new' }),
  });
  await paymentRequests.get('a');
  expect(vi.getTimerCount()).toBe(0);
});
