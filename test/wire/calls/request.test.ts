import { describe, expect, test } from 'vitest';
import { metadataOf } from '../../../src/index.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { startLoopback } from '../../support/loopback.ts';

const UNKNOWN = '/merchant-order/integration/v2/disputes';

describe('request() reaches an endpoint that the document does not have', () => {
  test('with credentials, a query and a JSON body, and returns the parsed response', async () => {
    const loopback = await startLoopback(() => ({ json: { disputes: 3 } }));
    const checkout = checkoutAt(loopback.url);
    const found = await checkout.request('GET', UNKNOWN, { query: { 'status[]': ['open', 'won'], limit: 5 } });
    expect(found).toEqual({ disputes: 3 });
    await checkout.request('POST', UNKNOWN, { body: { reason: 'lost' }, headers: { 'X-Trace': 't' } });
    await recurringAt(loopback.url).request('DELETE', UNKNOWN);
    const [get, post, signed] = loopback.calls();
    expect(get).toMatchObject({
      method: 'GET',
      url: `${UNKNOWN}?status[]=open&status[]=won&limit=5`,
      headers: { authorization: 'Bearer token-1' },
    });
    expect(post).toMatchObject({ method: 'POST', text: '{"reason":"lost"}', headers: { 'x-trace': 't' } });
    expect(signed).toMatchObject({ method: 'DELETE' });
    expect(signed?.headers.authorization).toMatch(/^MAC id=/);
  });

  test('with typed errors', async () => {
    const loopback = await startLoopback(() => ({ status: 404, json: { error: 'not_found' } }));
    await expect(checkoutAt(loopback.url).request('GET', UNKNOWN)).rejects.toMatchObject({
      name: 'NotFoundError',
      operation: `GET ${UNKNOWN}`,
    });
  });

  test('a GET is retried; a POST that may have changed something is not, and its outcome is unknown', async () => {
    const loopback = await startLoopback(() => ({ status: 503, json: {} }));
    const checkout = checkoutAt(loopback.url, { retry: { limit: 2, backoff: 1 } });
    await expect(checkout.request('GET', UNKNOWN)).rejects.toMatchObject({ name: 'ServerError' });
    expect(loopback.calls()).toHaveLength(3);
    await expect(checkout.request('POST', UNKNOWN, { body: {} })).rejects.toMatchObject({
      name: 'OutcomeUnknownError',
    });
    expect(loopback.calls()).toHaveLength(4);
  });

  test('a POST that was refused before processing is retried', async () => {
    let turn = 0;
    const loopback = await startLoopback(() => (++turn === 1 ? { status: 429, json: {} } : { json: { ok: true } }));
    const checkout = checkoutAt(loopback.url, { retry: { limit: 2, backoff: 1 } });
    expect(await checkout.request('POST', UNKNOWN, { body: { text: 'a' } })).toEqual({ ok: true });
    expect(loopback.calls().map(({ text }) => text)).toEqual(['{"text":"a"}', '{"text":"a"}']);
  });

  test('an empty response becomes an empty object, whose metadata has the status', async () => {
    const loopback = await startLoopback(() => ({ status: 204 }));
    const result = await checkoutAt(loopback.url).request('HEAD', UNKNOWN);
    expect(result).toEqual({});
    expect(metadataOf(Object(result))?.status).toBe(204);
  });

  test('and keeps the rules of an endpoint that it does have', async () => {
    const loopback = await startLoopback(() => ({ json: { order_id: 'a' } }));
    const checkout = checkoutAt(loopback.url);
    const orders = '/merchant-order/integration/v1/orders';
    const purchase = { reference: 'A-1', currency: 'EUR' };
    await checkout.request('POST', orders, { body: { purchase: { ...purchase, amount: 1000n } } });
    expect(JSON.parse(loopback.calls()[0]?.text ?? '').purchase.amount).toBe('1000');
    const wrong = checkout.request('POST', orders, { body: { purchase: { ...purchase, amount: 25.5 } } });
    await expect(wrong).rejects.toMatchObject({ name: 'InvalidAmountError' });
  });
});

describe('request() refuses before anything is sent', () => {
  test.each([
    'https://elsewhere.example/a',
    'relative',
    '',
    '/a/../b',
    '/a/%2e%2e/b',
    '/a?b=c',
    '/a#b',
    '/{id}',
    '/a b',
    '/a\\b',
  ])('the path %o', async (path) => {
    const loopback = await startLoopback(() => ({ json: {} }));
    await expect(checkoutAt(loopback.url).request('GET', path)).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining('path is '),
    });
    expect(loopback.requests).toEqual([]);
  });

  test('an invalid method, a body on a GET, and a body that cannot be serialized', async () => {
    const loopback = await startLoopback(() => ({ json: {} }));
    const { request } = checkoutAt(loopback.url);
    for (const sending of [
      request('get' as 'GET', UNKNOWN),
      request('GET', UNKNOWN, { body: {} }),
      request('POST', UNKNOWN, { body: { size: 1n } }),
    ]) {
      await expect(sending).rejects.toMatchObject({ name: 'ConfigurationError' });
    }
    expect(loopback.requests).toEqual([]);
  });
});
