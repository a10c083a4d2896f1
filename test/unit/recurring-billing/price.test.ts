import { describe, expect, test } from 'vitest';
import { operations as table } from '../../../generated/recurring-billing/operations.ts';
import { isAmountMismatchError } from '../../../src/errors/outcome/amount-mismatch-error.ts';
import { checkPriceEcho, withPriceEncoding } from '../../../src/recurring-billing/price.ts';

describe('priceEncoding', () => {
  test("'minor' leaves every amount an integer", () => {
    expect(withPriceEncoding(table, 'minor')).toBe(table);
    expect(table.createPaymentRequest.amounts).toEqual([{ in: 'body', at: 'price.amount', as: 'integer' }]);
  });

  test("'decimal' spells every amount with its decimals, and changes nothing else", () => {
    const rows = withPriceEncoding(table, 'decimal');
    expect(Object.keys(rows)).toEqual(Object.keys(table));
    for (const [id, row] of Object.entries(rows)) {
      const before: object = Object(Object.entries(table).find(([name]) => name === id)?.[1]);
      const amounts = row.amounts?.map(({ as: _, ...place }) => ({ ...place, as: 'integer' }));
      expect({ ...row, ...(amounts && { amounts }) }).toEqual(before);
      for (const { as } of row.amounts ?? []) expect(as).toBe('decimal');
    }
    expect(rows.capturePaymentRequest.amounts).toEqual([{ in: 'body', at: 'capture_amount.amount', as: 'decimal' }]);
  });
});

describe('the price in the response to a creation', () => {
  const SENT = { price: { amount: 999, currency: 'EUR' } };
  const echo = (price: unknown) => checkPriceEcho(SENT, { id: 'r-1', price });

  test('is accepted when it is exactly what was sent, or is left out', () => {
    expect(echo({ amount: 999, currency: 'EUR' })).toBeUndefined();
    expect(echo(undefined)).toBeUndefined();
    expect(checkPriceEcho(SENT, undefined)).toBeUndefined();
  });

  test.each([999, '9.99'])(
    'is accepted unread when it is what was sent, in a currency that nobody knows: %j',
    (amount) => {
      const price = { amount, currency: 'QQQ' };
      expect(checkPriceEcho({ price }, { id: 'r-1', price })).toBeUndefined();
    },
  );

  test('is accepted in another spelling of the same amount', () => {
    const sent = { price: { amount: '9.99', currency: 'EUR' } };
    expect(checkPriceEcho(sent, { price: { amount: '9.990', currency: 'EUR' } })).toBeUndefined();
  });

  test.each([7, null, undefined, ''])(
    'of a payment request without a usable id (%j) is a mismatch without one',
    async (id) => {
      const checking = checkPriceEcho(SENT, { id, price: { amount: 1, currency: 'EUR' } });
      expect(await checking).toMatchObject({ name: 'AmountMismatchError', paymentRequestId: undefined });
    },
  );

  test.each<[string, unknown]>([
    ['another amount', { amount: 99900, currency: 'EUR' }],
    ['the amount as text', { amount: '999', currency: 'EUR' }],
    ['another currency', { amount: 999, currency: 'USD' }],
    ['no amount', { currency: 'EUR' }],
    ['null', null],
  ])('is a mismatch when it is %s', async (_, price) => {
    const error = await echo(price);
    expect(isAmountMismatchError(error)).toBe(true);
    const { amount, currency } = Object(price);
    expect(error).toMatchObject({
      operation: 'createPaymentRequest',
      paymentRequestId: 'r-1',
      sent: SENT.price,
      received: { amount, currency },
    });
  });
});
