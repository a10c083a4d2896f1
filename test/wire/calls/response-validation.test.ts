import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  isOutcomeUnknownError,
  type PayseraEvent,
  type ResponseValidationError,
  type Validation,
} from '../../../src/index.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

const ORDER = {
  id: 'a6f2b8e3-5e5f-47d9-b13f-87ed2db2938a',
  project_id: 'p',
  amount: 2500,
  currency: 'EUR',
  status: 'paid',
  reference: 'ORDER-12345',
  amount_paid: 2500,
  balance_due: 0,
  source: 'Integration',
  created_at: 1736433000,
  updated_at: 1736433600,
};
const LINK = {
  order_id: 'o',
  name: 'Order #001',
  experience: { language: 'en' },
  purchase: { amount: 1000 },
};
const EVERY: readonly Validation[] = ['off', 'report', 'throw'];

/** A client that receives `json` for every call, and the drift that it reports. */
async function respondingWith(json: unknown, validation?: Validation) {
  const events: PayseraEvent[] = [];
  const server = await startLoopback(() => ({ json, headers: { 'x-request-id': 'req-3' } }));
  const options = { validation, onEvent: (event: PayseraEvent) => void events.push(event) };
  return {
    checkout: checkoutAt(server.url, options),
    recurring: recurringAt(server.url, options),
    drifts: () => events.filter(({ type }) => type === 'drift'),
    server,
  };
}

describe('a response that differs from the document', () => {
  const odd = { ...ORDER, amount: '25.00', balance_due: null };

  test.each(EVERY)(
    'with validation %s, a field that is not in the document breaks nothing and is reported once, by its path',
    async (validation) => {
      const { checkout, drifts } = await respondingWith(
        { items: [{ id: 'a', risk: { score: 7 } }], has_more: false, page: 1 },
        validation,
      );
      expect((await checkout.orders.list()).items[0]).toEqual({ id: 'a', risk: { score: 7 } });
      await checkout.orders.list();
      const reported = drifts().map((event) => event.type === 'drift' && [event.path, event.expected, event.received]);
      expect(reported).toEqual(
        validation === 'off'
          ? []
          : [
              ['items.[].risk', 'no such field', 'object'],
              ['page', 'no such field', 'number'],
            ],
      );
    },
  );

  test('with validation report, the default, the call succeeds and each difference is reported once', async () => {
    const { checkout, drifts } = await respondingWith(odd);
    expect(await checkout.orders.get('a')).toEqual(odd);
    expect(drifts()).toMatchObject([
      { type: 'drift', operation: 'getOrder', path: 'amount', received: 'string' },
      { type: 'drift', operation: 'getOrder', path: 'balance_due', received: 'null' },
    ]);
    await checkout.orders.get('a');
    await checkout.orders.get('b');
    expect(drifts()).toHaveLength(2);
  });

  test('a difference in the items of a list is reported once, for all items and pages', async () => {
    const { checkout, drifts } = await respondingWith({ items: [odd, odd, odd], has_more: false });
    await checkout.orders.list().toArray();
    await checkout.orders.list().toArray();
    expect(drifts().map((event) => 'path' in event && event.path)).toEqual(['items.[].amount', 'items.[].balance_due']);
  });

  test('a report contains fields and types, never values', async () => {
    const { checkout, drifts } = await respondingWith({
      ...ORDER,
      reference: { card: '4111111111111111' },
      amount: 'hush',
    });
    await checkout.orders.get('a');
    expect(drifts()).toHaveLength(2);
    expect(JSON.stringify(drifts())).not.toMatch(/4111|hush/);
  });

  test('with validation off, nothing is validated', async () => {
    const { checkout, drifts } = await respondingWith(odd, 'off');
    expect(await checkout.orders.get('a')).toEqual(odd);
    expect(drifts()).toEqual([]);
  });

  test('with validation throw, ResponseValidationError has the fields, the response and the request id', async () => {
    const { checkout } = await respondingWith(odd, 'throw');
    const error = await errorOf<ResponseValidationError>(checkout.orders.get('a'));
    expect(error).toMatchObject({
      name: 'ResponseValidationError',
      code: 'response_validation',
      operation: 'getOrder',
      requestId: 'req-3',
      drifts: [
        { path: 'amount', received: 'string' },
        { path: 'balance_due', received: 'null' },
      ],
    });
    expect(error.data).toEqual(odd);
    expect(error.message).toMatch(/succeeded.*amount.*Do not send it again/);
    expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain('25.00');
  });
});

describe('additions to the API break nothing', () => {
  test.each(EVERY)('unknown statuses and fields are accepted with validation %s', async (validation) => {
    const added = { status: 'brand_new', added_later: { deep: [1] } };
    const order = await respondingWith({ ...ORDER, ...added }, validation);
    expect(await order.checkout.orders.get('a')).toMatchObject(added);
    const request = await respondingWith({ id: 'a', ...added }, validation);
    expect(await request.recurring.paymentRequests.get('a')).toMatchObject(added);
    const reported = [...order.drifts(), ...request.drifts()].map((event) => 'path' in event && event.path);
    expect(reported).toEqual(validation === 'off' ? [] : ['added_later', 'added_later']);
  });
});

describe('required fields are always checked', () => {
  const created = {
    id: 'abc',
    status: 'captured',
    order_id: 'o',
    link_id: 'l',
    payment_URL: 'https://api.paysera.com/x',
  };
  type Call = (clients: Awaited<ReturnType<typeof respondingWith>>) => PromiseLike<unknown>;
  const essentials: readonly [string, string, Call][] = [
    [
      'createOrder',
      'order_id',
      ({ checkout }) => checkout.orders.create({ purchase: { reference: 'R', amount: 1, currency: 'EUR' } }),
    ],
    ['createPaymentLink', 'link_id', ({ checkout }) => checkout.paymentLinks.create(LINK)],
    ['createPaymentLink', 'payment_URL', ({ checkout }) => checkout.paymentLinks.create(LINK)],
    ...['id', 'status'].flatMap((field): [string, string, Call][] => [
      ['createPaymentRequest', field, ({ recurring }) => recurring.paymentRequests.create(PAYMENT_REQUEST)],
      ['getPaymentRequest', field, ({ recurring }) => recurring.paymentRequests.get('abc')],
      ['setPaymentRequestEmail', field, ({ recurring }) => recurring.paymentRequests.setEmail('abc', 'a@b.c')],
      ['authorizePaymentRequest', field, ({ recurring }) => recurring.paymentRequests.authorize('abc', 't')],
      ['capturePaymentRequest', field, ({ recurring }) => recurring.paymentRequests.capture('abc')],
      ['cancelPaymentRequest', field, ({ recurring }) => recurring.paymentRequests.cancel('abc')],
    ]),
  ];

  describe.each(essentials)('response of %s, field %s', (operation, field, call) => {
    test.each<[string, unknown]>([
      ['missing', undefined],
      ['null', null],
      ['empty', ''],
      ['a number', 7],
      ['an object', {}],
    ])('a required field that is %s is rejected with every validation option', async (_, value) => {
      for (const validation of EVERY) {
        const clients = await respondingWith({ ...created, [field]: value }, validation);
        const thrown = await errorOf<ResponseValidationError>(call(clients));
        // A change whose response does not prove it has an unknown outcome.
        const error = isOutcomeUnknownError(thrown) ? (thrown.cause as ResponseValidationError) : thrown;
        expect(thrown).toMatchObject({ operation, requestId: 'req-3' });
        expect(error).toMatchObject({ name: 'ResponseValidationError', operation, requestId: 'req-3' });
        expect(error.data).toEqual(JSON.parse(JSON.stringify({ ...created, [field]: value })));
        expect(thrown.message).toMatch(/Do not send it again/);
      }
    });
  });

  test('a response that is null or a list is rejected', async () => {
    for (const json of [null, []]) {
      const { recurring } = await respondingWith(json, 'off');
      expect(await errorOf(recurring.paymentRequests.get('a'))).toMatchObject({ name: 'ResponseValidationError' });
    }
  });
});

describe('payment_URL', () => {
  const linkTo = (url: unknown, name = 'payment_URL') => ({ link_id: 'l', order_id: 'o', [name]: url, created_at: 1 });

  test('payment_URL is also read from payment_url', async () => {
    const { checkout } = await respondingWith(linkTo('https://api.paysera.com/x', 'payment_url'), 'off');
    expect((await checkout.paymentLinks.create(LINK)).payment_URL).toBe('https://api.paysera.com/x');
  });

  test('is put beside payment_url in the text, of which the rest stays as it was sent', async () => {
    // Neither a number of this size nor this depth would survive being parsed and serialized, on every Node.
    const rest = `"number":12345678901234567890,"nested":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const text = `{"link_id":"l","order_id":"o","payment_url":"https://api.paysera.com/$&\\"x",${rest}`;
    const server = await startLoopback(() => ({ text, headers: { 'content-type': 'application/json' } }));
    const checkout = checkoutAt(server.url);
    expect((await checkout.paymentLinks.create(LINK)).payment_URL).toBe('https://api.paysera.com/$&"x');
    const path = '/checkout-payment-link/integration/v1/payment-links';
    const { data } = await checkout.api.POST(path, { body: LINK, parseAs: 'text' });
    expect(data).toBe(text.replace('{', () => '{"payment_URL":"https://api.paysera.com/$&\\"x",'));
  });

  test.each([
    'https://api.paysera.com/checkout-payment-link/payment-collection/v1/payment-links/abc123def456GhiJkl_mNO-pQr',
    'https://paysera.com/pay/1',
    'https://checkout.paysera.com/pay?x=1',
    'https://API.PAYSERA.COM/x',
    'https://api.paysera.com:443/x',
  ])('the payment URL %s is accepted', async (url) => {
    const { checkout } = await respondingWith(linkTo(url), 'off');
    expect((await checkout.paymentLinks.create(LINK)).payment_URL).toBe(url);
  });

  test('a payment URL of the configured host is accepted, so that a local server works', async () => {
    const server = await startLoopback(({ headers }) => ({ json: linkTo(`http://${headers.host}/pay/1`) }));
    const link = await checkoutAt(server.url, { validation: 'off' }).paymentLinks.create(LINK);
    expect(link.payment_URL).toBe(`${server.url}/pay/1`);
  });

  test.each([
    'http://api.paysera.com/x',
    'https://paysera.com.example/x',
    'https://evilpaysera.com/x',
    'https://paysera.com@example.com/x',
    'https://user:pass@api.paysera.com/x',
    'https://api.paysera.com:8443/x',
    'https://example.com/?https://api.paysera.com',
    'https://example.com#.paysera.com',
    'https://paysera.com.',
    '//api.paysera.com/x',
    '/x',
    'javascript:alert(1)//paysera.com',
    'data:text/html,paysera.com',
    'nonsense',
  ])('the payment URL %s is rejected, since a payer would be sent there', async (url) => {
    const { checkout } = await respondingWith(linkTo(url), 'off');
    const error = await errorOf<ResponseValidationError>(checkout.paymentLinks.create(LINK));
    expect(error).toMatchObject({ name: 'ResponseValidationError', operation: 'createPaymentLink' });
    expect(error.drifts).toMatchObject([{ path: 'payment_URL' }]);
    expect(error.data).toMatchObject({ link_id: 'l', payment_URL: url });
  });
});
