import { describe, expect, test } from 'vitest';
import { checkoutFacts } from '../../../src/checkout/facts.ts';
import { checkoutLookups } from '../../../src/checkout/lookup/lookups.ts';
import type { LookupContext } from '../../../src/runtime/recovery/lookup/lookup.ts';

const { createOrder, updateOrder, createPaymentLink, updatePaymentLink, createRefund } = checkoutFacts;

describe('what the journal keeps of a call', () => {
  test('is what it is looked up by, amounts as numbers', () => {
    const purchase = { reference: 'A-1', amount: '1000', currency: 'EUR', items: [{}] };
    expect(createOrder.factsOf({ body: { purchase, payer: { email: 'a@b' } } })).toEqual({
      reference: 'A-1',
      amount: 1000,
      currency: 'EUR',
    });
    expect(updateOrder.factsOf({ path: { id: 'o-1' }, body: { amount: '1000', currency: 'EUR' } })).toEqual({
      id: 'o-1',
      reference: undefined,
      amount: 1000,
      currency: 'EUR',
    });
    expect(createPaymentLink.factsOf({ body: { order_id: 'o-1', purchase: { amount: 1000 }, name: 'A-1' } })).toEqual({
      order_id: 'o-1',
      amount: 1000,
    });
    expect(updatePaymentLink.factsOf({ path: { id: 'l-1' }, body: { name: 'A-1' } })).toEqual({ id: 'l-1' });
    const refund = { amount: '1000', currency: 'EUR', reference: 'R-1', description: 'Sorry' };
    expect(createRefund.factsOf({ path: { paymentId: 'p-1' }, body: refund })).toEqual({
      payment_id: 'p-1',
      amount: 1000,
      currency: 'EUR',
      reference: 'R-1',
    });
  });

  test('says that no amount was sent, and keeps what is unchanged out of a change', () => {
    expect(createOrder.factsOf({ body: { purchase: {} } })['amount']).toBeNull();
    expect(createPaymentLink.factsOf({ body: { order_id: 'o-1', purchase: {} } })['amount']).toBeNull();
    expect(createPaymentLink.factsOf({ body: { order_id: 'o-1' } })['amount']).toBeNull();
    expect(createRefund.factsOf({ path: { paymentId: 'p-1' }, body: {} })['amount']).toBeNull();
    expect(updateOrder.factsOf({ path: { id: 'o-1' }, body: {} })['amount']).toBeUndefined();
  });

  test('does not depend on a call that is right', () => {
    for (const { factsOf } of Object.values(checkoutFacts)) {
      expect(factsOf({})).toBeTypeOf('object');
      expect(factsOf({ path: {}, body: null })).toBeTypeOf('object');
    }
  });
});

describe('a success proves itself', () => {
  const ORDER = { reference: 'A-1', amount: 1000, currency: 'EUR' };
  const REFUND = { payment_id: 'p-1', amount: 1000, currency: 'EUR', reference: 'R-1' };

  test.each<[string, object, boolean]>([
    ['its id', { order_id: 'o-1' }, true],
    ['its id and what was sent', { order_id: 'o-1', purchase: { ...ORDER, amount: '1000' } }, true],
    ['another reference', { order_id: 'o-1', purchase: { reference: 'A-2' } }, false],
    ['another amount', { order_id: 'o-1', purchase: { amount: 1001 } }, false],
    ['another currency', { order_id: 'o-1', purchase: { currency: 'USD' } }, false],
    ['another reference, with the same amount', { order_id: 'o-1', purchase: { ...ORDER, reference: 'A-2' } }, false],
    ['another amount, with the same reference', { order_id: 'o-1', purchase: { ...ORDER, amount: 1001 } }, false],
    ['no id', { purchase: ORDER }, false],
    ['a page of maintenance', { message: 'maintenance' }, false],
  ])('an order, by %s: %s', (_, response, expected) => {
    expect(createOrder.proves(ORDER, { ...response })).toBe(expected);
  });

  test.each<[string, object, boolean]>([
    ['its id', { order_id: 'o-1' }, true],
    ['another id', { order_id: 'o-2' }, false],
    ['no id', {}, false],
  ])('a changed order, by %s', (_, response, expected) => {
    expect(updateOrder.proves({ id: 'o-1' }, { ...response })).toBe(expected);
  });

  test.each<[string, object, boolean]>([
    ['its id', { link_id: 'l-1' }, true],
    ['another order', { link_id: 'l-1', order_id: 'o-2' }, false],
    ['another amount', { link_id: 'l-1', order_id: 'o-1', purchase: { amount: 1001 } }, false],
    ['what was sent', { link_id: 'l-1', order_id: 'o-1', purchase: { amount: 1000 } }, true],
    ['no id', { order_id: 'o-1' }, false],
  ])('a link, by %s', (_, response, expected) => {
    expect(createPaymentLink.proves({ order_id: 'o-1', amount: 1000 }, { ...response })).toBe(expected);
  });

  test.each<[string, object, boolean]>([
    ['an empty response', {}, true],
    ['its link_id', { link_id: 'l-1' }, true],
    ['its id', { id: 'l-1' }, true],
    ['its link_id beside an id of another kind', { link_id: 'l-1', id: 7 }, true],
    ['another link_id', { link_id: 'l-2', id: 'l-1' }, false],
    ['another id', { id: 'l-2' }, false],
    ['a page of maintenance', { message: 'maintenance' }, false],
  ])('a changed link, by %s', (_, response, expected) => {
    expect(updatePaymentLink.proves({ id: 'l-1' }, { ...response })).toBe(expected);
  });

  test.each<[string, object, boolean]>([
    ['its refund_id', { refund_id: 'r-1' }, true],
    ['its id', { id: 'r-1' }, true],
    ['its status', { status: 'initiated' }, true],
    ['another payment', { refund_id: 'r-1', payment_id: 'p-2' }, false],
    ['another amount', { refund_id: 'r-1', amount: 1001 }, false],
    ['another currency', { refund_id: 'r-1', currency: 'USD' }, false],
    ['another reference', { refund_id: 'r-1', reference: 'R-2' }, false],
    ['what was sent alone', REFUND, false],
    ['a page of maintenance', { message: 'maintenance' }, false],
  ])('a refund, by %s', (_, response, expected) => {
    expect(createRefund.proves(REFUND, { ...response })).toBe(expected);
  });

  test('the id of what was created is known, if there is one', () => {
    expect(createOrder.idOf?.({ order_id: 'o-1' })).toBe('o-1');
    expect(createPaymentLink.idOf?.({ link_id: 'l-1' })).toBe('l-1');
    for (const value of [undefined, null, {}, { order_id: 7, link_id: '' }]) {
      expect(createOrder.idOf?.(value)).toBeUndefined();
      expect(createPaymentLink.idOf?.(value)).toBeUndefined();
    }
  });
});

describe('what Paysera documents no way to look up', () => {
  test.each(['updatePaymentLink', 'createRefund'] as const)(
    'stays unknown, without a request: %s',
    async (operation) => {
      expect(await checkoutLookups[operation]({}, {} as LookupContext<never>)).toEqual({ outcome: 'unknown' });
    },
  );
});
