import '../../support/loaded.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Checkout, PayseraError } from '../../../src/index.ts';
// Loaded ahead: on a faked clock nothing waits for a module.
import { checkoutAt } from '../../support/clients.ts';

const ORIGIN = 'https://api.paysera.com';
const NOW = Date.UTC(2026, 0, 1);
const CREATE = { purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' } };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'], now: NOW });
});
afterEach(() => vi.useRealTimers());

/** A client whose answers come at once, on a clock that only the test moves; and when each call went out. */
function scripted(responses: readonly Response[], options: Parameters<typeof checkoutAt>[1] = {}) {
  const sentAt: number[] = [];
  const script = [...responses];
  const checkout = checkoutAt(ORIGIN, {
    validation: 'off',
    random: () => 0.999,
    fetch: async (url) => {
      if (String(url).endsWith('/token')) return Response.json({ access_token: 't', expires_in: 3600 });
      sentAt.push(Date.now() - NOW);
      return script.shift() ?? Response.json({ id: 'a', order_id: 'a' });
    },
    ...options,
  });
  return { checkout, sentAt };
}

const refusal = (status: number, headers: Record<string, string> = {}) =>
  Response.json({ error: 'busy' }, { status, headers });

/** The call's end, after at most `seconds` of its clock. */
async function within(seconds: number, call: PromiseLike<unknown>): Promise<unknown> {
  let ended: unknown = 'still waiting';
  Promise.resolve(call).then(
    (value) => (ended = value),
    (error: unknown) => (ended = error),
  );
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  return ended;
}

const get = (checkout: Checkout) => checkout.orders.get('a');

describe('Retry-After is obeyed in full', () => {
  test.each<[string, number, Record<string, string>, number]>([
    ['seconds, with 503', 503, { 'retry-after': '7' }, 7000],
    ['seconds, with 429', 429, { 'retry-after': '7' }, 7000],
    ['more than any back-off', 503, { 'retry-after': '25' }, 25_000],
    ['a date', 503, { 'retry-after': new Date(NOW + 9000).toUTCString() }, 9000],
    ['a date in the past', 503, { 'retry-after': new Date(NOW - 9000).toUTCString() }, 0],
    ['zero', 429, { 'retry-after': '0' }, 0],
    ['the reset of the window, with 429', 429, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '12' }, 12_000],
  ])('%s', async (_, status, headers, wait) => {
    const { checkout, sentAt } = scripted([refusal(status, headers)]);
    const call = get(checkout);
    if (wait > 0) {
      await within((wait - 1) / 1000, call);
      expect(sentAt, 'not a millisecond early').toEqual([0]);
    }
    expect(await within(0.001, call)).toMatchObject({ id: 'a' });
    expect(sentAt).toEqual([0, wait]);
  });

  test.each(['soon', '-1', '1.5', ''])('except an invalid one (%o), which leaves the usual back-off', async (value) => {
    const { checkout, sentAt } = scripted([refusal(503, { 'retry-after': value })]);
    expect(await within(1, get(checkout))).toMatchObject({ id: 'a' });
    expect(sentAt[1]).toBeLessThanOrEqual(500);
  });

  test('for a creation after 429, which was certainly not processed', async () => {
    const { checkout, sentAt } = scripted([refusal(429, { 'retry-after': '3' })]);
    await within(10, checkout.orders.create(CREATE));
    expect(sentAt).toEqual([0, 3000]);
  });
});

describe('a wait that does not fit the deadline', () => {
  test('ends the call at once with RateLimitError and its retryAfter', async () => {
    const { checkout, sentAt } = scripted([refusal(429, { 'retry-after': '31' })]);
    expect(await within(0, get(checkout))).toMatchObject({ name: 'RateLimitError', status: 429, retryAfter: 31 });
    expect(sentAt).toEqual([0]);
  });

  test('counts the time that earlier attempts took', async () => {
    const { checkout, sentAt } = scripted([
      refusal(429, { 'retry-after': '20' }),
      refusal(429, { 'retry-after': '11' }),
    ]);
    expect(await within(20, get(checkout))).toMatchObject({ name: 'RateLimitError', retryAfter: 11 });
    expect(sentAt).toEqual([0, 20_000]);
  });

  test('fits a longer timeout of the call', async () => {
    const { checkout, sentAt } = scripted([refusal(429, { 'retry-after': '31' })]);
    await within(31, checkout.orders.get('a', { timeout: 60_000 }));
    expect(sentAt).toEqual([0, 31_000]);
  });

  test('ends a read that met 503 in a ServerError', async () => {
    const { checkout } = scripted([refusal(503, { 'retry-after': '3600' })]);
    expect(await within(0, get(checkout))).toMatchObject({ name: 'ServerError', status: 503 });
  });
});

describe('the number of attempts:', () => {
  test('a read is attempted three times, with doubling waits, and each attempt is reported', async () => {
    const { checkout, sentAt } = scripted([refusal(500), refusal(502), refusal(503)]);
    const error = (await within(30, get(checkout))) as PayseraError;
    expect(error).toMatchObject({ name: 'ServerError', status: 503 });
    expect(error.attempts).toMatchObject([{ status: 500 }, { status: 502 }, { status: 503 }]);
    expect(sentAt).toHaveLength(3);
    expect(error.attempts.map(({ wait }) => wait)).toEqual([499.5, 999, undefined]);
  });

  test('retry: false on the call means one attempt', async () => {
    for (const status of [429, 500, 503]) {
      const { checkout, sentAt } = scripted([refusal(status, { 'retry-after': '0' })]);
      expect(await within(30, checkout.orders.get('a', { retry: false }))).toMatchObject({ status });
      expect(sentAt).toHaveLength(1);
    }
  });

  test('retry: false on the client means one attempt, and a call can override it', async () => {
    const { checkout, sentAt } = scripted([refusal(500), refusal(500)], { retry: false });
    expect(await within(30, get(checkout))).toMatchObject({ status: 500 });
    expect(sentAt).toHaveLength(1);
    expect(await within(30, checkout.orders.get('a', { retry: { limit: 1 } }))).toMatchObject({ id: 'a' });
  });

  test.each([400, 403, 404, 406, 409, 422])('%i is final, after one attempt', async (status) => {
    const { checkout, sentAt } = scripted([refusal(status)]);
    expect(await within(30, get(checkout))).toMatchObject({ status });
    expect(sentAt).toHaveLength(1);
  });

  test.each([408, 500, 502, 503])('%i on a creation is never retried: it may have happened', async (status) => {
    const { checkout, sentAt } = scripted([refusal(status, { 'retry-after': '0' })]);
    expect(await within(30, checkout.orders.create(CREATE))).toMatchObject({
      name: 'OutcomeUnknownError',
      operation: 'createOrder',
      cause: { status },
    });
    expect(sentAt).toHaveLength(1);
  });
});
