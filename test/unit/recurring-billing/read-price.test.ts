import { describe, expect, test } from 'vitest';
import { readPrice } from '../../../src/index.ts';
import { checkCaptured } from '../../../src/recurring-billing/price.ts';
import { isSamePrice } from '../../../src/recurring-billing/read-price.ts';

const EUR = (amount: unknown) => ({ amount, currency: 'EUR' });
const MOST = Number.MAX_SAFE_INTEGER;

describe('a price that Paysera returned, in minor units', () => {
  test.each<[unknown, number | undefined]>([
    ['9.99', 999],
    ['9.9', 990],
    ['9', 900],
    ['9.990', 999],
    ['9.9900000', 999],
    ['0.00', 0],
    [9.99, 999],
    ['90071992547409.91', MOST],
    // Cents that no number holds, and more than a charge ever was.
    ['90071992547409.92', undefined],
    ['9.999', undefined],
    ['9.991', undefined],
    // An integer may be 9.99 or 999.00.
    [999, undefined],
    [0, 0],
    [-1, undefined],
    [-9.99, undefined],
    ['', undefined],
    ['-9.99', undefined],
    [' 9.99', undefined],
    ['9.99 ', undefined],
    ['9.', undefined],
    ['.99', undefined],
    ['1e3', undefined],
    [null, undefined],
    [undefined, undefined],
    [[9.99], undefined],
  ])('%j EUR is %j', (wireAmount, minorUnits) => {
    expect(readPrice(EUR(wireAmount))).toEqual({ minorUnits, currency: 'EUR', wireAmount });
  });

  test.each<[string, unknown, number | undefined]>([
    ['JPY', '999', 999],
    ['JPY', 999, 999],
    ['JPY', '9.99', undefined],
    ['JPY', '999.0', 999],
    ['XXQ', '9.99', undefined],
    ['XXQ', '9', undefined],
    // In a currency that nobody knows, an integer may be major units too.
    ['XXQ', 999, undefined],
  ])('follows the decimals of its currency: %s %j', (currency, amount, minorUnits) => {
    expect(readPrice({ amount, currency }).minorUnits).toBe(minorUnits);
  });

  test('reads an integer as minor units where prices are sent so', () => {
    expect(readPrice(EUR(999), { priceEncoding: 'minor' }).minorUnits).toBe(999);
    expect(readPrice(EUR(0), { priceEncoding: 'minor' }).minorUnits).toBe(0);
    expect(readPrice(EUR('9.99'), { priceEncoding: 'minor' }).minorUnits).toBe(999);
    expect(readPrice(EUR(-999), { priceEncoding: 'minor' }).minorUnits).toBeUndefined();
    expect(readPrice(EUR(999), { priceEncoding: 'decimal' }).minorUnits).toBeUndefined();
  });

  test('that is not an amount, or has no currency, is not read', () => {
    for (const price of [undefined, null, 999, {}])
      expect(readPrice(price)).toEqual({ minorUnits: undefined, currency: undefined, wireAmount: undefined });
    expect(readPrice({ amount: '9.99', currency: 978 })).toEqual({
      minorUnits: undefined,
      currency: undefined,
      wireAmount: '9.99',
    });
    expect(readPrice({ amount: '9.99', currency: ['EUR'] }).minorUnits).toBeUndefined();
  });
});

describe('a price that comes back is the one that was sent', () => {
  test.each<[unknown, unknown, boolean]>([
    ['9.99', '9.99', true],
    ['9.99', '9.990', true],
    ['9.99', 9.99, true],
    // Paysera may mean minor units.
    ['9.99', 999, true],
    ['9.99', '999', false],
    ['9.99', 99900, false],
    ['9.99', '9.98', false],
    ['9.99', null, false],
    ['999', 999, true],
    ['999', 99900, true],
    [999, 999, true],
    [999, '9.99', true],
    [999, 9.99, true],
    [999, '999', false],
    [999, 99900, false],
    [99900, 999, false],
    [0, 0, true],
    ['nonsense', 'other', false],
    [undefined, undefined, false],
    // Numbers so large may have been others before they were parsed.
    ['10000000000000000.00', 1e16, false],
    ['10000000000000000.00', '10000000000000000', true],
  ])('%j, returned as %j: %j', (sent, returned, expected) => {
    expect(isSamePrice(EUR(sent), EUR(returned))).toBe(expected);
  });

  test('in its currency', () => {
    expect(isSamePrice(EUR('9.99'), { amount: '9.99', currency: 'USD' })).toBe(false);
    expect(isSamePrice(EUR('9.99'), '9.99')).toBe(false);
  });
});

describe('a partial capture', () => {
  const part = { capture_amount: EUR('5.00') };
  const captured = (sent: unknown, price_paid: unknown) => checkCaptured(sent, { id: 'r-1', price_paid });

  test('took what it was to take, as far as Paysera says', () => {
    expect(captured(part, EUR('5.00'))).toBeUndefined();
    expect(captured(part, undefined)).toBeUndefined();
    expect(captured({}, EUR('9.99'))).toBeUndefined();
    expect(checkCaptured(part, undefined)).toBeUndefined();
    expect(checkCaptured(undefined, { price_paid: EUR('9.99') })).toBeUndefined();
  });

  test('that took another amount is a mismatch', async () => {
    expect(await captured(part, EUR('9.99'))).toMatchObject({
      name: 'AmountMismatchError',
      operation: 'capturePaymentRequest',
      sent: EUR('5.00'),
      received: EUR('9.99'),
      paymentRequestId: 'r-1',
    });
    expect(await captured(part, null)).toMatchObject({ name: 'AmountMismatchError' });
  });
});
