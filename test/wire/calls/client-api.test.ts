import { describe, expect, test } from 'vitest';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

const ORDERS = '/merchant-order/integration/v1/orders';
const ORDER = '/merchant-order/integration/v1/orders/{id}';
const REFUNDS = '/payment-executor/integration/v1/payments/{paymentId}/refunds';
const PURCHASE = { reference: 'ORDER-001', amount: 1000, currency: 'EUR' };
const path = { id: 'a' };
const order = () =>
  startLoopback(({ method }) => ({ json: method === 'POST' ? { order_id: 'a' } : { id: 'a', status: 'new' } }));

describe('client.api does what openapi-fetch documents', () => {
  test('parseAs returns the text, a blob or a stream', async () => {
    const loopback = await order();
    const { api } = checkoutAt(loopback.url);
    const text = await api.GET(ORDER, { params: { path }, parseAs: 'text' });
    expect(text.data).toBe('{"id":"a","status":"new"}');
    const blob = await api.GET(ORDER, { params: { path }, parseAs: 'blob' });
    expect(await blob.data?.text()).toBe('{"id":"a","status":"new"}');
    const stream = await api.GET(ORDER, { params: { path }, parseAs: 'stream' });
    expect(await new Response(stream.data).json()).toEqual({ id: 'a', status: 'new' });
  });

  test('a Headers instance is sent together with the credentials', async () => {
    const loopback = await order();
    const headers = new Headers({ 'X-Trace': 't-1' });
    await checkoutAt(loopback.url).api.GET(ORDER, { params: { path }, headers });
    expect(loopback.calls()[0]?.headers).toMatchObject({ 'x-trace': 't-1', authorization: 'Bearer token-1' });
  });

  test('the query is sent exactly as querySerializer writes it', async () => {
    const loopback = await startLoopback(() => ({ json: { items: [], has_more: false } }));
    const { api } = checkoutAt(loopback.url);
    await api.GET(ORDERS, { params: { query: { limit: 5 } }, querySerializer: () => 'limit=5&x=%20y+z' });
    expect(loopback.calls()[0]?.url).toBe(`${ORDERS}?limit=5&x=%20y+z`);
  });

  test.each([
    ['created_at_gte', null, 'null; expected text or a number'],
    ['created_at_gte', Number.NaN, 'NaN; expected text or a number'],
    ['q', ['a', 'b'], 'a list; expected text or a number'],
    ['q', { like: 'a' }, 'object; expected text or a number'],
    ['status[]', null, 'null; expected text or a number, or a list of them'],
    ['status[]', ['paid', null], 'null; expected text or a number, or a list of them'],
  ])('the filter %s: %o, which would be left out or ignored, is rejected', async (name, value, problem) => {
    const loopback = await startLoopback(() => ({ json: { items: [], has_more: false } }));
    const listing = checkoutAt(loopback.url).api.GET(ORDERS, { params: { query: { [name]: value } as never } });
    await expect(listing).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: `query: ${name} is ${problem}. Nothing was sent.`,
    });
    expect(loopback.requests).toEqual([]);
  });

  test('a filter that is undefined is left out, and a list is sent under a name that takes one', async () => {
    const loopback = await startLoopback(() => ({ json: { items: [], has_more: false } }));
    const query = { 'status[]': ['paid', 'closed'], q: undefined, limit: 5 };
    await checkoutAt(loopback.url).api.GET(ORDERS, { params: { query } as never });
    expect(decodeURIComponent(loopback.calls()[0]?.url ?? '')).toBe(`${ORDERS}?status[]=paid&status[]=closed&limit=5`);
  });

  test('the body is sent exactly as bodySerializer writes it, unless an amount has to be encoded', async () => {
    const loopback = await order();
    const { api } = checkoutAt(loopback.url);
    const body = { purchase: { ...PURCHASE, amount: '1000' } };
    await api.POST(ORDERS, { body, bodySerializer: (value) => JSON.stringify(value, null, 2) });
    expect(loopback.calls()[0]?.text).toBe(JSON.stringify(body, null, 2));
  });

  test('middleware added by use() sees each call and its response once, whatever the retries, until eject()', async () => {
    let turn = 0;
    const loopback = await startLoopback(() =>
      ++turn === 1 ? { status: 503, json: {} } : { json: { id: 'a', status: 'new' } },
    );
    const { api } = checkoutAt(loopback.url);
    const seen: string[] = [];
    const middleware = {
      onRequest: ({ request, schemaPath }: { request: Request; schemaPath: string }) => {
        seen.push(`${request.method} ${schemaPath} ${request.headers.get('authorization')}`);
        const changed = new Request(request);
        changed.headers.set('X-Seen', 'yes');
        return changed;
      },
      onResponse: ({ response }: { response: Response }) => void seen.push(String(response.status)),
    };
    api.use(middleware);
    const { data } = await api.GET(ORDER, { params: { path } });
    expect(data?.id).toBe('a');
    // Requests are signed below the middleware, which never sees a credential.
    expect(seen).toEqual([`GET ${ORDER} null`, '200']);
    expect(loopback.calls().map(({ headers }) => [headers['x-seen'], headers.authorization])).toEqual([
      ['yes', 'Bearer token-1'],
      ['yes', 'Bearer token-1'],
    ]);
    api.eject(middleware);
    await api.GET(ORDER, { params: { path } });
    expect(seen).toHaveLength(2);
  });

  test('a call has the middleware that was in use when it was made, also the first one, which loads openapi-fetch', async () => {
    const loopback = await order();
    const { api } = checkoutAt(loopback.url);
    const seen: string[] = [];
    const middlewareOf = (name: string) => ({ onRequest: () => void seen.push(name) });
    const [early, late] = [middlewareOf('early'), middlewareOf('late')];
    api.use(early);
    const calling = api.GET(ORDER, { params: { path } });
    api.eject(early);
    api.use(late);
    await calling;
    expect(seen).toEqual(['early']);
    await api.request('get', ORDER, { params: { path } });
    expect(seen).toEqual(['early', 'late']);
  });

  test('use() refuses at once what has none of the hooks', () => {
    const { api } = checkoutAt('http://localhost:1');
    expect(() => api.use(Object({ onrequest: () => undefined }))).toThrow(
      expect.objectContaining({ name: 'ConfigurationError', message: expect.stringContaining('onRequest') }),
    );
  });
});

describe('client.api uses the same pipeline as the methods', () => {
  test('a bigint amount is encoded as the document says, and an amount that is not whole is rejected', async () => {
    const loopback = await order();
    const { api } = checkoutAt(loopback.url);
    await api.POST(ORDERS, { body: { purchase: { ...PURCHASE, amount: 1000n } } });
    expect(JSON.parse(loopback.calls()[0]?.text ?? '').purchase.amount).toBe('1000');
    for (const text of ['{"purchase":{"amount":25.5}}', '{"purchase":{"amount":-1}}', '{"purchase":{"amount":null}}']) {
      const sending = api.POST(ORDERS, { body: { purchase: PURCHASE }, bodySerializer: () => text });
      await expect(sending).rejects.toMatchObject({ name: 'InvalidAmountError' });
    }
    expect(loopback.calls()).toHaveLength(1);
  });

  test('the idempotency key is taken from the documented header, or generated', async () => {
    const loopback = await startLoopback(() => ({ status: 201, json: { refund_id: 'r', status: 'initiated' } }));
    const { api } = checkoutAt(loopback.url);
    const body = { amount: 100, currency: 'EUR' };
    const params = { path: { paymentId: 'p' }, header: { 'Idempotency-Key': 'key-1' } };
    await api.POST(REFUNDS, { params, body });
    await api.POST(REFUNDS, { params: { path: { paymentId: 'p' } }, body });
    const [first, second] = loopback.calls().map(({ headers }) => headers['idempotency-key']);
    expect(first).toBe('key-1');
    expect(second).toMatch(/^[\da-f-]{36}$/);
  });

  test('timeout and retry of a single call are respected', async () => {
    const loopback = await startLoopback(() => ({ status: 503, json: {} }));
    const { api } = checkoutAt(loopback.url);
    const { response } = await api.GET(ORDER, { params: { path }, retry: false });
    expect(response.status).toBe(503);
    expect(loopback.calls()).toHaveLength(1);
    await expect(api.GET(ORDER, { params: { path }, timeout: -1 })).rejects.toMatchObject({
      name: 'ConfigurationError',
    });
  });

  test('a creation without a clear response rejects with OutcomeUnknownError, whose resolve() looks it up', async () => {
    const loopback = await startLoopback(({ method }) =>
      method === 'POST' ? { status: 502, json: {} } : { json: { items: [], has_more: false } },
    );
    const { api } = checkoutAt(loopback.url, { retry: { gracePeriod: 0 } });
    const error = await errorOf(api.POST(ORDERS, { body: { purchase: PURCHASE } }));
    expect(error).toMatchObject({ name: 'OutcomeUnknownError', operation: 'createOrder' });
    expect(await (error as unknown as { resolve(): Promise<unknown> }).resolve()).toEqual({
      outcome: 'did-not-happen',
    });
  });

  test('a response with another price is rejected', async () => {
    const loopback = await startLoopback(() => ({
      json: { id: 'r', status: 'new', price: { amount: '999.00', currency: 'EUR' } },
    }));
    const body = { ...PAYMENT_REQUEST, business_id: 'b' };
    const sending = recurringAt(loopback.url).api.POST('/checkout/rest/v1/payment-requests', { body });
    await expect(sending).rejects.toMatchObject({ name: 'AmountMismatchError' });
  });

  test('an Authorization header from the caller is rejected, since the client signs', async () => {
    const loopback = await order();
    const headers = { Authorization: 'Bearer mine' };
    await expect(checkoutAt(loopback.url).api.GET(ORDER, { params: { path }, headers })).rejects.toMatchObject({
      name: 'ConfigurationError',
    });
    expect(loopback.requests).toEqual([]);
  });

  test('a missing path parameter is rejected', async () => {
    const loopback = await order();
    await expect(checkoutAt(loopback.url).api.GET(ORDER, {} as never)).rejects.toMatchObject({
      name: 'ConfigurationError',
      operation: 'getOrder',
    });
    expect(loopback.requests).toEqual([]);
  });
});
