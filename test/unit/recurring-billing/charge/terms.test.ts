import { describe, expect, test } from 'vitest';
import { compareTerms, mismatchOf } from '../../../../src/recurring-billing/charge/belongs.ts';
import type { PaymentRequest } from '../../../../src/recurring-billing/payment-requests.ts';

const EUR = (amount: unknown) => ({ amount, currency: 'EUR' });
const TERMS = { key: 'key-1', orderId: 'SUB-1', price: EUR(999) };

function requestOf(change: object = {}): PaymentRequest {
  const request = { id: 'r-1', order_id: 'SUB-1', unique_identifier: 'key-1', price: EUR(999), status: 'new' };
  return { ...request, ...change } as unknown as PaymentRequest;
}

describe('a payment request is compared with the charge it is to be charged for', () => {
  test.each<[string, object, string]>([
    ['the order, the key and the price agree', {}, 'same'],
    ['it does not name its order', { order_id: undefined }, 'same'],
    ['it does not name its key', { unique_identifier: undefined }, 'same'],
    ['it is for another order', { order_id: 'SUB-2' }, 'another order'],
    ['it has another key', { unique_identifier: 'key-2' }, 'another order'],
    ['another amount', { price: EUR(99900) }, 'another price'],
    ['another currency', { price: { amount: 999, currency: 'USD' } }, 'another price'],
    ['the digits as text, which is 999.00', { price: EUR('999') }, 'another price'],
    ['a price that is null', { price: null }, 'another price'],
    ['no price at all', { price: undefined }, 'unsaid'],
    ['only what was paid, which agrees', { price: undefined, price_paid: EUR(999) }, 'same'],
    ['another amount was paid', { price_paid: EUR(99900) }, 'another price'],
    ['it was paid in another currency', { price_paid: { amount: 999, currency: 'USD' } }, 'another price'],
  ])('%s', (_, change, expected) => {
    expect(compareTerms(TERMS, requestOf(change))).toBe(expected);
  });

  test.each<[string, unknown, unknown, string]>([
    ['as a decimal', 999, '9.99', 'same'],
    ['as text, which is a decimal', 999, '999', 'another price'],
    ['as an integer of minor units', '9.99', 999, 'same'],
    ['as a number', '9.99', 9.99, 'same'],
    ['as text of another form', '9.90', '9.9', 'same'],
    ['as text of another amount', 999, '99900', 'another price'],
    ['as nothing', 0, null, 'another price'],
    ['as an empty text', 0, ' ', 'another price'],
    ['as a boolean', 1, true, 'another price'],
  ])('what was paid is compared by its value: %s', (_, sent, paid, expected) => {
    const request = requestOf({ price: undefined, price_paid: EUR(paid) });
    expect(compareTerms({ ...TERMS, price: EUR(sent) }, request)).toBe(expected);
  });
});

describe('a charge that meets another request ends in an error that says which', () => {
  test('the price differs, and nothing was taken', () => {
    expect(mismatchOf(TERMS, requestOf({ price: EUR(99900) }))).toMatchObject({
      name: 'AmountMismatchError',
      operation: 'charge',
      sent: EUR(999),
      received: EUR(99900),
      paymentRequestId: 'r-1',
    });
    expect(mismatchOf(TERMS, requestOf({ price: undefined }))).toMatchObject({
      name: 'AmountMismatchError',
      received: { amount: undefined, currency: undefined },
    });
  });

  test.each<[string, object]>([
    ['captured', { status: 'captured', price: EUR(99900) }],
    ['new', { order_id: 'SUB-2' }],
  ])('the money was taken, or the order differs: the request is %s', (status, change) => {
    const error = mismatchOf(TERMS, requestOf(change));
    expect(error).toMatchObject({ name: 'ConflictError', status: 409, code: 'terms_differ' });
    expect(error.message).toContain(
      `Payment request r-1, which has this unique_identifier, is for another order or price than this charge, and is ${status}. ` +
        'Read it (paymentRequests.get)',
    );
  });
});
