import '../../support/loaded.ts';
import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { metadataOf } from '../../../src/index.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

const REFUND = { amount: 500, currency: 'EUR' };
const server = () =>
  startLoopback(() => ({ json: { id: 'a', status: 'new', refund_id: 'r' }, headers: { 'x-request-id': 'req-1' } }));

describe('headers', () => {
  test.each([
    'Authorization',
    'authorization',
    'AUTHORIZATION',
    'Content-Type',
    'content-length',
    'Host',
    'Idempotency-Key',
  ])('such as %s are reserved for the client, and refused before anything is sent', async (name) => {
    const loopback = await server();
    const error = await errorOf(checkoutAt(loopback.url).orders.get('a', { headers: { [name]: 'x' } }));
    expect(error).toMatchObject({ name: 'ConfigurationError' });
    expect(error.message).toContain(name);
    expect(loopback.requests).toEqual([]);
  });

  test.each([
    ['a value with CRLF', { 'X-Trace': 'token-4711\r\nX-Injected: 1' }],
    ['a value with a lone line feed', { 'X-Trace': 'token-4711\nmore' }],
    ['a value beyond Latin-1', { 'X-Trace': 'token-4711 \u2028' }],
    ['a name with CRLF', { 'X-Trace\r\nX-Injected': 'token-4711' }],
    ['an empty name', { '': 'token-4711' }],
  ])('with %s end in a ConfigurationError that does not quote the value, and nothing is sent', async (_, headers) => {
    const loopback = await server();
    const error = await errorOf(checkoutAt(loopback.url).orders.get('a', { headers }));
    expect(error).toMatchObject({ name: 'ConfigurationError' });
    expect(error.message).toMatch(/^headers: ".*" has a character that no header can have/);
    expect(inspect(error)).not.toContain('token-4711');
    expect(loopback.requests).toEqual([]);
  });

  test('that the caller adds are sent with every attempt', async () => {
    const loopback = await startLoopback((_, index) => (index === 0 ? { status: 503 } : { json: { id: 'a' } }));
    const { orders } = checkoutAt(loopback.url, { random: () => 0 });
    await orders.get('a', { headers: { 'X-Trace': '7' } });
    expect(loopback.calls().map(({ headers }) => headers['x-trace'])).toEqual(['7', '7']);
  });

  test('accept JSON, and declare the body as JSON', async () => {
    const loopback = await startLoopback(() => ({ json: { order_id: 'a' } }));
    await checkoutAt(loopback.url).orders.update('a', { reference: 'x' });
    const [{ headers } = { headers: {} }] = loopback.calls();
    expect(headers).toMatchObject({ accept: 'application/json', 'content-type': 'application/json' });
  });
});

describe('an idempotency key', () => {
  test('of a refund is sent as a header', async () => {
    const loopback = await server();
    await checkoutAt(loopback.url).payments.refund('p', REFUND, { idempotencyKey: 'refund-77' });
    expect(loopback.calls()[0]?.headers['idempotency-key']).toBe('refund-77');
  });

  test('of a payment request is sent as unique_identifier, which may also be set in the body', async () => {
    const loopback = await server();
    const { paymentRequests } = recurringAt(loopback.url);
    await paymentRequests.create(PAYMENT_REQUEST, { idempotencyKey: 'period-2' });
    await paymentRequests.create({ ...PAYMENT_REQUEST, unique_identifier: 'period-3' });
    expect(loopback.requests.map(({ text }) => JSON.parse(text).unique_identifier)).toEqual(['period-2', 'period-3']);
  });

  test('is generated for each call without one, and is in the metadata and on the error', async () => {
    const loopback = await startLoopback((_, index) => (index < 2 ? { json: { refund_id: 'r' } } : { status: 400 }));
    const { payments } = checkoutAt(loopback.url);
    const refunds = [await payments.refund('p', REFUND), await payments.refund('p', REFUND)];
    const error = await errorOf(payments.refund('p', REFUND));
    const sent = loopback.calls().map(({ headers }) => headers['idempotency-key']);
    expect(new Set(sent).size).toBe(3);
    for (const key of sent) expect(key).toMatch(/^[\x21-\x7E]{16,255}$/);
    expect([...refunds.map((refund) => metadataOf(refund)?.idempotencyKey), error.idempotencyKey]).toEqual(sent);
  });

  test.each(['', ' ', 'a b', 'a\nb', 'ė', 'x'.repeat(256)])('of %o is refused before anything is sent', async (key) => {
    const loopback = await server();
    const error = await errorOf(checkoutAt(loopback.url).payments.refund('p', REFUND, { idempotencyKey: key }));
    expect(error).toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('idempotencyKey') });
    expect(loopback.requests).toEqual([]);
  });
});

describe('a timeout', () => {
  test.each(['5000', true])('of %j is refused by every way to make a call', async (given) => {
    const loopback = await server();
    const timeout = given as unknown as number;
    const purchase = { reference: 'A-1', amount: 1000, currency: 'EUR' };
    const checkout = checkoutAt(loopback.url);
    const recurring = recurringAt(loopback.url);
    for (const call of [
      async () => checkoutAt(loopback.url, { timeout }),
      async () => recurringAt(loopback.url, { timeout }),
      () => checkout.orders.create({ purchase }, { timeout }),
      () => checkout.createPayment({ purchase }, { timeout }),
      () => recurring.charge({ ...PAYMENT_REQUEST, token: 'token' }, { timeout }),
    ]) {
      const error = await errorOf(call());
      expect(error).toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('timeout') });
    }
    expect(loopback.requests).toEqual([]);
  });

  test.each([0, -1, Number.NaN, 2 ** 31])('of %d is refused before anything is sent', async (timeout) => {
    const loopback = await server();
    const error = await errorOf(checkoutAt(loopback.url).orders.get('a', { timeout }));
    expect(error).toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('timeout') });
    expect(loopback.requests).toEqual([]);
  });

  test('of Infinity waits for a response however long it takes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const loopback = await startLoopback(async () => {
        // Longer than any timer can hold.
        await vi.advanceTimersByTimeAsync(2 ** 31);
        return { json: { id: 'a' } };
      });
      const order = checkoutAt(loopback.url).orders.get('a', { timeout: Number.POSITIVE_INFINITY });
      await expect(order).resolves.toEqual({ id: 'a' });
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('paymentMethods.list', () => {
  test.each([{ amount: 1000 }, { currency: 'EUR' }])(
    'with %o alone is refused with the name of the other',
    async (filter) => {
      const loopback = await server();
      const error = await errorOf(checkoutAt(loopback.url).paymentMethods.list(filter as never));
      expect(error.name).toBe('ConfigurationError');
      expect(error.message).toMatch('amount' in filter ? /currency is missing/ : /amount is missing/);
      expect(loopback.requests).toEqual([]);
    },
  );

  test('is sent with both filters or neither', async () => {
    const loopback = await startLoopback(() => ({ json: { items: [] } }));
    const { paymentMethods } = checkoutAt(loopback.url);
    await paymentMethods.list({ amount: 1000, currency: 'EUR' });
    await paymentMethods.list();
    expect(loopback.calls().map(({ url }) => url)).toEqual([
      '/checkout-project/integration/v1/methods?amount=1000&currency=EUR',
      '/checkout-project/integration/v1/methods',
    ]);
  });
});

describe('query names', () => {
  test('have no brackets in the client, and have them on the wire', async () => {
    const loopback = await startLoopback(() => ({ json: { items: [], has_more: false } }));
    const { orders } = checkoutAt(loopback.url);
    await orders.list({ status: ['paid', 'closed'], currency: ['EUR'], q: 'a&b=c', created_at_gte: 1736433000 });
    await orders.list({ status: [] });
    expect(loopback.calls().map(({ url }) => decodeURIComponent(url.split('?')[1] ?? ''))).toEqual([
      'status[]=paid&status[]=closed&currency[]=EUR&q=a&b=c&created_at_gte=1736433000',
      '',
    ]);
    expect(loopback.calls()[0]?.url).toContain('q=a%26b%3Dc');
  });
});

describe('metadataOf', () => {
  test('has the status, request id, rate limit and attempts, and leaves the result unchanged', async () => {
    const headers = {
      'x-request-id': 'req-1',
      'x-ratelimit-limit': '50',
      'x-ratelimit-remaining': '49',
      'x-ratelimit-reset': '60',
    };
    const loopback = await startLoopback((_, index) =>
      index === 0 ? { status: 503 } : { headers, json: { id: 'a' } },
    );
    const order = await checkoutAt(loopback.url, { random: () => 0 }).orders.get('a');
    expect(order).toEqual({ id: 'a' });
    expect(Reflect.ownKeys(order)).toEqual(['id']);
    expect(metadataOf(order)).toMatchObject({
      operation: 'getOrder',
      status: 200,
      requestId: 'req-1',
      rateLimit: { limit: 50, remaining: 49, reset: 60 },
      attempts: [{ status: 503 }, { status: 200 }],
    });
    expect(metadataOf({})).toBeUndefined();
  });

  test('reads the request id from paysera-correlation-id when that is the header', async () => {
    const loopback = await startLoopback(() => ({
      headers: { 'paysera-correlation-id': 'c-1' },
      json: { id: 'a', status: 'new' },
    }));
    expect(metadataOf(await recurringAt(loopback.url).paymentRequests.get('a'))?.requestId).toBe('c-1');
  });
});

describe('client.api', () => {
  test('cannot bypass the runtime: an endpoint that the document does not have is refused', async () => {
    const loopback = await server();
    const api = checkoutAt(loopback.url).api as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    const orders = '/merchant-order/integration/v1/orders';
    for (const call of [
      () => api['GET']?.('/unknown'),
      () => api['DELETE']?.(orders),
      () => api['HEAD']?.(orders),
      () => api['OPTIONS']?.(orders),
      () => api['request']?.('delete', orders),
    ]) {
      expect((await errorOf(Promise.resolve(call()))).name).toBe('ConfigurationError');
    }
    expect(loopback.requests).toEqual([]);
  });

  test('makes the same call as request(method, path)', async () => {
    const loopback = await startLoopback(() => ({ json: { items: [] } }));
    const { data } = await checkoutAt(loopback.url).api.request('get', '/checkout-project/integration/v1/methods');
    expect(data).toEqual({ items: [] });
    expect(loopback.calls()[0]?.headers.authorization).toBe('Bearer token-1');
  });
});
