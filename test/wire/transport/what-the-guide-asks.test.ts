import { describe, expect, test } from 'vitest';
import type { PayseraEvent } from '../../../src/index.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback } from '../../support/loopback.ts';

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
