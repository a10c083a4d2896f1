import { describe, expect, test } from 'vitest';
import {
  isPaymentLinkMissingError,
  OutcomeUnknownError,
  PaymentLinkMissingError,
  type PayseraError,
  ResponseValidationError,
  ValidationError,
} from '../../../src/index.ts';
import { checkoutAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { type Reply, startLoopback } from '../../support/loopback.ts';

const ORDER = {
  order_id: 'a6f2b8e3-5e5f-47d9-b13f-87ed2db2938a',
  project_id: 'YOUR_PROJECT_ID',
  source: 'Integration',
  created_at: 1736433000,
  is_test: true,
  purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' },
};
const LINK = {
  link_id: 'c8d9e0f1-2a3b-4c5d-6e7f-8a9b0c1d2e3f',
  order_id: ORDER.order_id,
  payment_URL: 'https://api.paysera.com/checkout-payment-link/payment-collection/v1/payment-links/abc',
  expired_at: 1736436870,
  created_at: 1736433270,
};
const INPUT = {
  purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' },
  redirect_urls: { callback_url: 'https://shop.example/webhook' },
};

const shop = (link: Reply = { status: 201, json: LINK }, order: Reply = { status: 201, json: ORDER }) =>
  startLoopback(({ url }) => (url.endsWith('/orders') ? order : link));

describe('createPayment', () => {
  test('createPayment creates an order and its link, and returns what a shop needs', async () => {
    const server = await shop();
    const payment = await checkoutAt(server.url).createPayment(INPUT);
    expect(payment).toEqual({
      orderId: ORDER.order_id,
      linkId: LINK.link_id,
      paymentUrl: LINK.payment_URL,
      expiresAt: 1736436870,
      isTest: true,
      order: ORDER,
      link: LINK,
    });
    expect(server.calls().map(({ method, url, text }) => [method, url, JSON.parse(text)])).toEqual([
      ['POST', '/merchant-order/integration/v1/orders', { ...INPUT, purchase: { ...INPUT.purchase, amount: '1000' } }],
      [
        'POST',
        '/checkout-payment-link/integration/v1/payment-links',
        { order_id: ORDER.order_id, name: 'ORDER-001', experience: { language: 'en' }, purchase: { amount: 1000 } },
      ],
    ]);
  });

  test('createPayment passes the link options on', async () => {
    const server = await shop({ status: 201, json: { ...LINK, expired_at: null } });
    const link = {
      name: 'Order #001',
      lifetime: 0,
      experience: { language: 'lt', payment_flow: 'direct_payment' },
      payment_details: { key: 'swedbank', country_code: 'LT' },
    };
    const { expiresAt } = await checkoutAt(server.url).createPayment({ ...INPUT, link });
    expect(expiresAt).toBeUndefined();
    expect(JSON.parse(server.calls()[1]?.text ?? '')).toEqual({
      ...link,
      order_id: ORDER.order_id,
      purchase: { amount: 1000 },
    });
    expect(server.calls()[0]?.text).not.toContain('"link"');
  });

  test('a link for an order whose payer sets the amount is created without an amount', async () => {
    const purchase = { reference: 'GIFT-7', amount: null, currency: 'EUR' };
    const server = await shop(undefined, { status: 201, json: { ...ORDER, purchase } });
    await checkoutAt(server.url).createPayment({
      purchase: { reference: 'GIFT-7', currency: 'EUR', payer_sets_amount: true },
    });
    expect(JSON.parse(server.calls()[1]?.text ?? '').purchase).toEqual({});
  });

  test.each(['10.00', '9007199254740993', null, [1]])(
    'the amount %o is rejected before the order is created',
    async (amount) => {
      const server = await shop();
      const input = { purchase: { ...INPUT.purchase, amount } };
      const error = await errorOf(checkoutAt(server.url).createPayment(input as never));
      expect(error.name).toBe('InvalidAmountError');
      expect(server.requests).toEqual([]);
    },
  );
});

describe('when the link fails, the order is not lost', () => {
  test.each<[string, Reply, object]>([
    ['rejected', { status: 400, json: { error: 'invalid_properties' } }, { name: 'ValidationError', status: 400 }],
    [
      'created with a URL of another host',
      { status: 201, json: { ...LINK, payment_URL: 'https://example.com' } },
      { name: 'ResponseValidationError' },
    ],
    [
      'created without its URL',
      { status: 201, json: { ...LINK, payment_URL: undefined } },
      { name: 'ResponseValidationError' },
    ],
  ])('when the link is %s, PaymentLinkMissingError contains the order and the reason', async (_, reply, cause) => {
    const server = await shop(reply);
    const error = await errorOf<PaymentLinkMissingError>(checkoutAt(server.url).createPayment(INPUT));
    expect(isPaymentLinkMissingError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'payment_link_missing', order: ORDER, cause });
    expect(error.message).toContain(ORDER.order_id);
    expect(server.calls()).toHaveLength(2);
  });

  test('after a rejected link, the message says that it was not created, and what to do', () => {
    const cause = new ValidationError('createPaymentLink failed with 400', { status: 400, error: 'invalid' });
    expect(new PaymentLinkMissingError(ORDER, cause).message).toBe(
      `Order ${ORDER.order_id} was created, but its payment link was not: call paymentLinks.create with this order_id ` +
        'instead of creating another order. What went wrong: createPaymentLink failed with 400',
    );
  });

  test.each<[string, PayseraError]>([
    ['without a response', new OutcomeUnknownError('createPaymentLink got no response')],
    ['with an unusable response', new ResponseValidationError('createPaymentLink succeeded, but …', [], {})],
  ])('%s, the message says that the link may exist, and does not advise creating another', (_, cause) => {
    const { message } = new PaymentLinkMissingError(ORDER, cause);
    expect(message).toMatch(new RegExp(`^Order ${ORDER.order_id} was created, and its payment link may have been: `));
    expect(message).not.toContain('was not');
    expect(message).toContain(cause.message);
  });

  test('after a lost response that stays unknown, the message says so and names resolve()', async () => {
    const server = await shop((response) => response.destroy());
    const error = await errorOf(checkoutAt(server.url, { retry: { limit: 0, gracePeriod: 1 } }).createPayment(INPUT));
    expect(error).toMatchObject({ name: 'PaymentLinkMissingError', cause: { name: 'OutcomeUnknownError' } });
    expect(error.message).toMatch(/may have been: .*error\.cause.*resolve\(\)/);
  });
});

test('when the order fails, its error is thrown and no link is created', async () => {
  const server = await shop(undefined, { status: 400, json: { error: 'payment_collection_not_activated' } });
  const error = await errorOf(checkoutAt(server.url).createPayment(INPUT));
  expect(error.name).toBe('PaymentCollectionNotActivatedError');
  expect(server.calls()).toHaveLength(1);
});
