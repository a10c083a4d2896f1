import { describe, expect, test } from 'vitest';
import { memoryIntents, type PayseraEvent } from '../../../src/index.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback, TOKEN_PATH } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

const ANSWER = { id: 'a', status: 'captured', type: 'redirect', items: [], has_more: false };

test('each POST and PUT carries Content-Type: application/json, also without a body; a GET does not', async () => {
  const server = await startLoopback(() => ({ json: ANSWER }));
  const { paymentRequests, notifications } = recurringAt(server.url);
  await paymentRequests.capture('a');
  await paymentRequests.cancel('a');
  await paymentRequests.setEmail('a', 'a@b.c');
  await notifications.markRead('a');
  await paymentRequests.get('a');
  expect(server.requests.map(({ method, text, headers }) => [method, text, headers['content-type']])).toEqual([
    ['PUT', '', 'application/json'],
    ['PUT', '', 'application/json'],
    ['PUT', '{"email":"a@b.c"}', 'application/json'],
    ['PUT', '', 'application/json'],
    ['GET', '', undefined],
  ]);
});

describe('method and URL are in the events and errors of a request', () => {
  test('with the names of the query and the path, and none of their values', async () => {
    const server = await startLoopback(() => ({ status: 404, json: { error: 'not_found' } }));
    const events: PayseraEvent[] = [];
    const { orders } = checkoutAt(server.url, { onEvent: (event) => void events.push(event) });
    const url = `${server.url}/merchant-order/integration/v1/orders`;

    const listing = await errorOf(orders.list({ q: 'ada@example.com', status: ['paid', 'closed'] }));
    expect(listing).toMatchObject({ method: 'GET', url: `${url}?q&status[]` });
    const reading = await errorOf(orders.get('11111111-2222-4333-8444-555555555555'));
    expect(reading).toMatchObject({ method: 'GET', url: `${url}/{id}` });

    const seen = events.flatMap((event) => (event.type === 'attempt' ? [`${event.method} ${event.url}`] : []));
    expect(seen).toEqual(expect.arrayContaining([`GET ${url}?q&status[]`, `GET ${url}/{id}`]));
    expect(JSON.stringify([events, listing, reading])).not.toMatch(/ada@|11111111/);
  });

  test('also when no answer came, and when an answer lacks what it must have', async () => {
    const server = await startLoopback((_, index) => (index === 0 ? (response) => response.destroy() : { json: {} }));
    const { paymentRequests } = recurringAt(server.url, { retry: false });
    const url = `${server.url}/checkout/rest/v1/payment-requests/{id}`;
    expect(await errorOf(paymentRequests.get('a'))).toMatchObject({ name: 'ConnectionError', method: 'GET', url });
    expect(await errorOf(paymentRequests.get('a'))).toMatchObject({
      name: 'ResponseValidationError',
      method: 'GET',
      url,
    });
  });
});

describe('method and URL are in what follows from a call', () => {
  const ORDERS = '/merchant-order/integration/v1/orders';
  const REQUESTS = '/checkout/rest/v1/payment-requests';
  const order = { purchase: { reference: 'A-1', amount: 100, currency: 'EUR' } } as const;

  test('in the event of its end, whether it went through, was refused, or was never sent', async () => {
    const server = await startLoopback(({ url }) => (url.includes('?') ? { json: ANSWER } : { status: 404, json: {} }));
    const ends: unknown[] = [];
    const onEvent = (event: PayseraEvent) => {
      if (event.type === 'call:end') ends.push([event.outcome, event.attempts, event.method, event.url]);
    };
    const { orders } = checkoutAt(server.url, { onEvent });
    await orders.list({ q: 'ada@example.com' });
    await errorOf(orders.get('a'));
    await errorOf(orders.get('..'));
    expect(ends).toEqual([
      ['ok', 1, 'GET', `${server.url}${ORDERS}?q`],
      ['failed', 1, 'GET', `${server.url}${ORDERS}/{id}`],
      ['failed', 0, 'GET', `${server.url}${ORDERS}/{id}`],
    ]);
  });

  test('in the error of a call that is refused before it is sent', async () => {
    const server = await startLoopback(() => ({ json: ANSWER }));
    const { orders } = checkoutAt(server.url);
    expect(await errorOf(orders.get('..'))).toMatchObject({
      name: 'ConfigurationError',
      method: 'GET',
      url: `${server.url}${ORDERS}/{id}`,
    });
    const wrong = { purchase: { ...order.purchase, amount: 1.5 } };
    expect(await errorOf(orders.create(wrong))).toMatchObject({
      name: 'InvalidAmountError',
      method: 'POST',
      url: server.url + ORDERS,
    });
    const full = { ...memoryIntents(), save: () => Promise.reject(new Error('disk full')) };
    expect(await errorOf(checkoutAt(server.url, { intents: full }).orders.create(order))).toMatchObject({
      name: 'ConfigurationError',
      method: 'POST',
      url: server.url + ORDERS,
    });
    expect(server.calls()).toEqual([]);
  });

  test('in the error of an answer that does not fit the request', async () => {
    const server = await startLoopback(({ url }) =>
      url === REQUESTS
        ? { json: { ...ANSWER, order_id: 'S-1', price: { amount: '999.00', currency: 'EUR' } } }
        : { status: 201, json: { order_id: 'o', purchase: { reference: 'of another' } } },
    );
    expect(await errorOf(recurringAt(server.url).paymentRequests.create(PAYMENT_REQUEST))).toMatchObject({
      name: 'AmountMismatchError',
      method: 'POST',
      url: server.url + REQUESTS,
    });
    expect(await errorOf(checkoutAt(server.url).orders.create(order))).toMatchObject({
      name: 'OutcomeUnknownError',
      method: 'POST',
      url: server.url + ORDERS,
    });
  });

  test('in an unknown outcome, also of a key that an earlier call has used, and in what a step of several leaves', async () => {
    let status = 503;
    const server = await startLoopback(({ url }) =>
      url === ORDERS ? { status: 201, json: { order_id: 'o', ...order } } : { status, json: {} },
    );
    const checkout = checkoutAt(server.url, { retry: false });
    const refund = () => checkout.payments.refund('p', { amount: 1, currency: 'EUR' }, { idempotencyKey: 'k' });
    const url = `${server.url}/payment-executor/integration/v1/payments/{paymentId}/refunds`;
    expect(await errorOf(refund())).toMatchObject({ name: 'OutcomeUnknownError', method: 'POST', url });
    status = 400;
    expect(await errorOf(refund())).toMatchObject({ name: 'OutcomeUnknownError', method: 'POST', url });
    expect(await errorOf(checkout.createPayment({ ...order, link: { experience: { language: 'en' } } }))).toMatchObject(
      {
        name: 'PaymentLinkMissingError',
        method: 'POST',
        url: `${server.url}/checkout-payment-link/integration/v1/payment-links`,
      },
    );
    const { charge } = recurringAt(server.url, { retry: false });
    expect(await errorOf(charge({ ...PAYMENT_REQUEST, token: 't' }))).toMatchObject({
      name: 'ChargeIncompleteError',
      method: 'POST',
      url: server.url + REQUESTS,
    });
  });

  test('but a token that is refused has its own', async () => {
    const server = await startLoopback(() => ({ status: 401, json: { error: 'invalid_client' } }), { tokens: false });
    const error = await errorOf(checkoutAt(server.url).orders.get('a'));
    expect(error).toMatchObject({ operation: 'createAccessToken', method: 'POST', url: server.url + TOKEN_PATH });
  });

  test('of an endpoint that the document does not have, below a prefix', async () => {
    const server = await startLoopback(() => ({ status: 404, json: {} }));
    const { request } = recurringAt(`${server.url}/gateway`);
    expect(await errorOf(request('GET', '/checkout/rest/v1/statistics', { query: { limit: 1 } }))).toMatchObject({
      method: 'GET',
      url: `${server.url}/gateway/checkout/rest/v1/statistics?limit`,
    });
  });
});

describe('Recurring Billing has no excessive parallel requests', () => {
  /** How many requests the server saw at once, when each waits until no further one arrives. */
  async function mostAtOnce(calls: number, concurrency?: number): Promise<number> {
    let [now, most] = [0, 0];
    const server = await startLoopback(async () => {
      most = Math.max(most, ++now);
      for (let seen = -1; seen !== now; ) {
        seen = now;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      now--;
      return { json: ANSWER };
    });
    const { paymentRequests } = recurringAt(server.url, { concurrency });
    await Promise.all(Array.from({ length: calls }, () => paymentRequests.get('a')));
    expect(server.requests).toHaveLength(calls);
    return most;
  }

  test('ten at most by default, and as many as the option says', async () => {
    expect(await mostAtOnce(40)).toBe(10);
    expect(await mostAtOnce(6, 2)).toBe(2);
    expect(await mostAtOnce(15, Number.POSITIVE_INFINITY)).toBe(15);
  });

  test('one that gives up while it waits sends nothing, and leaves its place to the next', async () => {
    let answer = () => {};
    const server = await startLoopback(async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return { json: ANSWER };
    });
    const { paymentRequests } = recurringAt(server.url, { concurrency: 1 });
    const first = paymentRequests.get('first');
    await expect.poll(() => server.requests.length).toBe(1);
    const given = new AbortController();
    const second = errorOf(paymentRequests.get('second', { signal: given.signal }));
    const third = paymentRequests.get('third');
    given.abort();
    expect(await second).toMatchObject({ name: 'AbortError' });
    answer();
    await first;
    await expect.poll(() => server.requests.length).toBe(2);
    answer();
    await third;
    expect(server.requests.map(({ url }) => url.split('/').at(-1))).toEqual(['first', 'third']);
  });

  test.each([0, -1, 1.5, Number.NaN])('a concurrency of %j is refused', (concurrency) => {
    expect(() => recurringAt('http://127.0.0.1:1', { concurrency })).toThrow(
      expect.objectContaining({ name: 'ConfigurationError', message: expect.stringContaining('concurrency') }),
    );
  });
});

describe('baseUrl may have a path', () => {
  test.each(['/gateway/paysera', '/gateway/paysera/'])(
    '%s is put in front of each path, and is signed',
    async (prefix) => {
      const server = await startLoopback(() => ({ json: ANSWER }));
      const { paymentRequests, api, request } = recurringAt(server.url + prefix);
      await paymentRequests.get('a');
      await api.GET('/checkout/rest/v1/payment-requests/{id}', { params: { path: { id: 'b' } } });
      await request('GET', '/checkout/rest/v1/statistics', { query: { limit: 1 } });
      expect(server.requests.map(({ url }) => url)).toEqual([
        '/gateway/paysera/checkout/rest/v1/payment-requests/a',
        '/gateway/paysera/checkout/rest/v1/payment-requests/b',
        '/gateway/paysera/checkout/rest/v1/statistics?limit=1',
      ]);
    },
  );

  test('and the access token is fetched below it', async () => {
    const paths: string[] = [];
    const server = await startLoopback(({ url }) => {
      paths.push(url);
      return { json: url.endsWith('/token') ? { access_token: 't', expires_in: 3600, token_type: 'Bearer' } : ANSWER };
    });
    await checkoutAt(`${server.url}/mock`).orders.list();
    expect(paths).toEqual([
      '/mock/auth/realms/Paysera/protocol/openid-connect/token',
      '/mock/merchant-order/integration/v1/orders',
    ]);
  });

  test('a payer may be sent to its host; a query and a fragment are refused', async () => {
    const server = await startLoopback(({ headers }) => ({
      json: { ...ANSWER, authorization_url: `http://${headers.host}/pay/a` },
    }));
    await expect(recurringAt(`${server.url}/mock`).paymentRequests.get('a')).resolves.toMatchObject({ id: 'a' });
    for (const wrong of ['?a=1', '/mock#a']) {
      expect(() => recurringAt(server.url + wrong)).toThrow(/baseUrl has a query or a fragment/);
    }
  });
});
