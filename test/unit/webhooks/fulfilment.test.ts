import { describe, expect, it } from 'vitest';
import { isFulfilled, merchantData } from '../../../src/webhooks/fulfilment.ts';
import { isTest } from '../../../src/webhooks/test-mark.ts';
import { verifyWebhook } from '../../../src/webhooks/verify.ts';
import { headersOf, hmac, ORDER, PAYMENT, SECRET } from '../../support/webhooks/payloads.ts';

const { order } = ORDER;
const testOrder = { ...order, is_test: true };

describe('goods can ship', () => {
  it('when the order is paid in full, in the right currency, and is not a test', () => {
    expect(isFulfilled(order, { currency: 'EUR' })).toBe(true);
    expect(isFulfilled(order, { currency: 'EUR', amount: 1990 })).toBe(true);
    expect(isFulfilled({ ...order, amount_paid: 2000 }, { currency: 'EUR', amount: 1990 })).toBe(true);
  });

  it.each<[string, Partial<typeof order> & Record<string, unknown>]>([
    ['it is paid in part', { amount_paid: 1989 }],
    ['it is paid in part and pending', { status: 'pending_payment', amount_paid: 995 }],
    ['nothing was paid', { amount: 0, amount_paid: 0 }],
    ['it is paid by amount and not by status', { status: 'pending_payment' }],
    ['it is canceled', { status: 'canceled' }],
    ['it is closed', { status: 'closed' }],
    ['the currency is another', { currency: 'JPY' }],
    ['the currency is in another case', { currency: 'eur' }],
    ['it is a test', { is_test: true }],
    ['a payment of it is a test', { payment_links: [{ payments: [{ is_test: true }] }] as never }],
    ['its amount is missing', { amount: undefined as never }],
    ['its amount is null, for the payer sets it', { amount: null as never }],
    ['the paid amount is a text', { amount_paid: '1990' as never }],
    ['the paid amount is not a number', { amount_paid: Number.NaN }],
    ['the paid amount is infinite', { amount_paid: Number.POSITIVE_INFINITY }],
  ])('not when %s', (_, change) => {
    expect(isFulfilled({ ...order, ...change }, { currency: 'EUR' })).toBe(false);
  });

  it('not when less was paid than the expected amount, whatever the order says', () => {
    expect(isFulfilled(order, { currency: 'EUR', amount: 1991 })).toBe(false);
    expect(isFulfilled(order, { currency: 'EUR', amount: Number.NaN })).toBe(false);
  });

  it('for a test only when that is allowed', () => {
    expect(isFulfilled(testOrder, { currency: 'EUR', allowTest: true })).toBe(true);
  });
});

describe('a test payment', () => {
  const marked: [string, unknown][] = [
    ['the payload', { ...ORDER, is_test: true }],
    ['the event', { ...ORDER, event: { ...ORDER.event, is_test: true } }],
    ['the order', { ...ORDER, order: { ...order, is_test: true } }],
    ['a link', { ...ORDER, order: { ...order, payment_links: [{ ...order.payment_links[0], is_test: true }] } }],
    [
      'a payment',
      { ...ORDER, order: { ...order, payment_links: [{ ...order.payment_links[0], payments: [{ is_test: 1 }] }] } },
    ],
    ['a place nobody knows', { ...ORDER, extra: [[{ deep: { is_test: 'true' } }]] }],
    ['the payment of a thin event', { ...PAYMENT, payment: { ...PAYMENT.payment, is_test: true } }],
    ['the order of a thin event', { ...PAYMENT, order: { ...PAYMENT.order, is_test: true } }],
  ];
  it.each(marked)('is detected when the mark is at %s', async (_, payload) => {
    const body = JSON.stringify(payload);
    const event = await verifyWebhook({ body, headers: headersOf(hmac(body)), secret: SECRET });
    expect(event.isTest).toBe(true);
    // Also where the order is passed on alone.
    if (event.type === 'order') expect(isFulfilled(event.order, { currency: 'EUR' })).toBe(false);
  });

  it('is detected when the mark is written with escapes', async () => {
    const body = JSON.stringify({ ...ORDER, is_test: true }).replace('is_test', 'is\\u005ftest');
    expect((await verifyWebhook({ body, headers: headersOf(hmac(body)), secret: SECRET })).isTest).toBe(true);
  });

  it.each([false, null, 0, '', 'false', 'no', {}, []])('is not detected for is_test: %j', (is_test) => {
    expect(isTest({ ...order, is_test })).toBe(false);
  });

  it("is not detected in the merchant's own data", () => {
    expect(isTest({ ...order, merchant_data: { is_test: true }, metadata: { is_test: 'true' } })).toBe(false);
  });

  it('is detected whatever the value of the mark', () => {
    for (const nothing of [undefined, null, 1, 'is_test', [], () => 1]) expect(isTest(nothing)).toBe(false);
  });
});

describe('merchant data', () => {
  it('is a record, from pairs and from an object', () => {
    expect({ ...merchantData(order) }).toEqual({ cart: '77' });
    expect({ ...merchantData({ merchant_data: [] }) }).toEqual({});
    expect({ ...merchantData({}) }).toEqual({});
    expect({ ...merchantData({ merchant_data: { cart: '77' } as never }) }).toEqual({ cart: '77' });
  });

  it('returns values other than strings as JSON', () => {
    const pairs = [
      { key: 'n', value: 5 },
      { key: 'o', value: { a: 1 } },
      { key: 'nothing', value: null },
    ];
    expect({ ...merchantData({ merchant_data: pairs }) }).toEqual({ n: '5', o: '{"a":1}', nothing: 'null' });
  });

  it('is read also where a pair is none', () => {
    const pairs = [null, { key: 'cart', value: '77' }];
    expect(merchantData({ merchant_data: pairs as never })).toMatchObject({ cart: '77' });
  });

  it('has no prototype to read from or to write to', () => {
    const record = merchantData({ merchant_data: [{ key: '__proto__', value: 'x' }] });
    expect(Reflect.get(record, '__proto__')).toBe('x');
    expect(record['constructor']).toBeUndefined();
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});
