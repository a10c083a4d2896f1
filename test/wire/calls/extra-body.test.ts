import { describe, expect, test } from 'vitest';
import { CREDENTIALS, checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { type Reply, startLoopback } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';
import { verifyMac } from '../../support/verify-mac.ts';

const PURCHASE = { reference: 'ORDER-001', amount: 1000, currency: 'EUR' };
const ORDERS = '/merchant-order/integration/v1/orders';
const created: Reply = {
  status: 201,
  json: { order_id: 'a', link_id: 'l', payment_URL: 'https://api.paysera.com/p', id: 'r', status: 'new' },
};
const shop = () => startLoopback(() => created);
const bodiesOf = (server: Awaited<ReturnType<typeof shop>>): unknown[] =>
  server.calls().map(({ text }) => JSON.parse(text));

describe('extraBody, the fields that the document does not know,', () => {
  test('are merged into the body object by object, and the amounts beside them are encoded', async () => {
    const server = await shop();
    const extraBody = { loyalty: { points: 5 }, purchase: { cost_center: 'EU-7' }, 'ąž"': null };
    await checkoutAt(server.url).orders.create({ purchase: PURCHASE }, { extraBody });
    expect(bodiesOf(server)).toEqual([
      {
        purchase: { reference: 'ORDER-001', amount: '1000', currency: 'EUR', cost_center: 'EU-7' },
        loyalty: { points: 5 },
        'ąž"': null,
      },
    ]);
  });

  test('are signed with the rest of the body', async () => {
    const server = await startLoopback(({ text }) => ({ json: { ...JSON.parse(text), id: 'r', status: 'new' } }));
    await recurringAt(server.url).paymentRequests.create(PAYMENT_REQUEST, { extraBody: { segment: 'gold – ė' } });
    expect(JSON.parse(server.requests[0]?.text ?? '')).toMatchObject({ segment: 'gold – ė', order_id: 'S-1' });
    expect(server.requests.map((request) => verifyMac(request, CREDENTIALS.macKey).valid)).toEqual([true]);
  });

  test('make a body for an operation that has none', async () => {
    const server = await startLoopback(() => ({ json: { id: 'a', status: 'captured' } }));
    await recurringAt(server.url).paymentRequests.capture('a', undefined, { extraBody: { note: 'n' } });
    expect(server.requests[0]?.text).toBe('{"note":"n"}');
  });

  test('are sent again with each attempt, under the same key', async () => {
    const server = await startLoopback((_, index) => (index === 0 ? { status: 503 } : { json: { refund_id: 'r' } }));
    const { payments } = checkoutAt(server.url, { random: () => 0 });
    await payments.refund('p', { amount: 500, currency: 'EUR' }, { extraBody: { why: 'late' } });
    const [first, second] = server.calls();
    expect(JSON.parse(first?.text ?? '')).toMatchObject({ amount: expect.anything(), why: 'late' });
    expect(second?.text).toBe(first?.text);
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
  });

  test('are no part of what an amount is compared with', async () => {
    const paid = { amount: '5.00', currency: 'EUR' };
    const server = await startLoopback(() => ({ json: { id: 'a', status: 'captured', price_paid: paid } }));
    const extraBody = { capture_amount: { amount: 400, currency: 'EUR' } };
    await recurringAt(server.url).paymentRequests.capture('a', undefined, { extraBody });
    // An amount that the document knows is encoded wherever it is given.
    expect(JSON.parse(server.requests[0]?.text ?? '')).toEqual({ capture_amount: { amount: '4.00', currency: 'EUR' } });
  });

  test('work in client.api and request() as well', async () => {
    const server = await shop();
    const checkout = checkoutAt(server.url);
    await checkout.api.POST(ORDERS, { body: { purchase: PURCHASE }, extraBody: { segment: 1 } });
    await checkout.request('POST', '/merchant-order/integration/v2/disputes', { extraBody: { segment: 2 } });
    expect(bodiesOf(server)).toEqual([{ purchase: { ...PURCHASE, amount: '1000' }, segment: 1 }, { segment: 2 }]);
  });

  test('of createPayment are the order’s, and those of its link are in `link`', async () => {
    const server = await shop();
    const link = { lifetime: 60, extraBody: { theme: 'dark', experience: { layout: 'wide' } } };
    await checkoutAt(server.url).createPayment({ purchase: PURCHASE, link }, { extraBody: { segment: 'gold' } });
    expect(bodiesOf(server)).toEqual([
      { purchase: { ...PURCHASE, amount: '1000' }, segment: 'gold' },
      {
        order_id: 'a',
        name: 'ORDER-001',
        lifetime: 60,
        purchase: { amount: 1000 },
        theme: 'dark',
        experience: { language: 'en', layout: 'wide' },
      },
    ]);
  });

  test('of charge are in the creation of its payment request, and in nothing else', async () => {
    const request = { ...PAYMENT_REQUEST, price: { amount: '9.99', currency: 'EUR' } };
    const server = await startLoopback(({ method, text }) => ({
      json: {
        ...request,
        ...(method === 'POST' && { unique_identifier: JSON.parse(text).unique_identifier }),
        id: 'a',
        status: method === 'POST' ? 'new' : 'captured',
      },
    }));
    await recurringAt(server.url).charge({ token: 't', ...PAYMENT_REQUEST }, { extraBody: { segment: 'gold' } });
    const [creation, ...others] = server.requests.map(({ text }) => (text === '' ? {} : JSON.parse(text)));
    expect(creation).toMatchObject({ segment: 'gold', order_id: 'S-1' });
    expect(others).toEqual([{ token: 't' }]);
  });
});

describe('extraBody is refused before anything is sent', () => {
  test.each<[string, (url: string) => Promise<unknown>, RegExp]>([
    [
      'a field that the body has',
      (url) => checkoutAt(url).orders.create({ purchase: PURCHASE }, { extraBody: { purchase: { amount: 5 } } }),
      /^createOrder: extraBody: purchase\.amount is already in the body; leave it out of one of the two\. Nothing was sent/,
    ],
    [
      'an object in place of another',
      (url) => checkoutAt(url).orders.create({ purchase: PURCHASE }, { extraBody: { purchase: null } }),
      /extraBody: purchase is already in the body/,
    ],
    [
      'a field that the client sets',
      (url) => recurringAt(url).paymentRequests.create(PAYMENT_REQUEST, { extraBody: { unique_identifier: 'x' } }),
      /extraBody: unique_identifier is already in the body/,
    ],
    [
      'the business',
      (url) => recurringAt(url).paymentRequests.create(PAYMENT_REQUEST, { extraBody: { business_id: 'other' } }),
      /extraBody: business_id is already in the body/,
    ],
    [
      'a field of a link, before its order is created',
      (url) => checkoutAt(url).createPayment({ purchase: PURCHASE, link: { extraBody: { order_id: 'b' } } }),
      /^createPaymentLink: extraBody: order_id is already in the body/,
    ],
    [
      'a key of a charge',
      (url) =>
        recurringAt(url).charge({ token: 't', ...PAYMENT_REQUEST }, { extraBody: { unique_identifier: 'other' } }),
      /extraBody: unique_identifier is already in the body/,
    ],
    [
      'a body for a request that reads',
      (url) => checkoutAt(url).orders.get('a', { extraBody: { a: 1 } }),
      /^getOrder: extraBody: GET takes no body; leave it out/,
    ],
    [
      'a list',
      (url) => checkoutAt(url).orders.create({ purchase: PURCHASE }, { extraBody: [] as never }),
      /extraBody: it is a list; expected a plain object/,
    ],
    [
      'fields for a body that is a text',
      (url) => checkoutAt(url).request('POST', '/merchant-order/integration/v2/x', { body: 'a', extraBody: { b: 1 } }),
      /extraBody: the body is string; expected a plain object/,
    ],
    [
      'an amount that is not in minor units',
      (url) => checkoutAt(url).orders.update('a', {}, { extraBody: { amount: '10.00' } }),
      /amount is "10\.00"; expected a whole number of minor units/,
    ],
  ])('%s', async (_, call, message) => {
    const server = await shop();
    const error = await errorOf(call(server.url));
    expect(error.message).toMatch(message);
    expect(server.requests).toEqual([]);
  });
});
