import { describe, expect, test } from 'vitest';
import { isInvalidAmountError } from '../../../src/index.ts';
import { type AmountField, encodeAmounts } from '../../../src/money/minor-units.ts';

const PURCHASE: AmountField = { at: 'purchase.amount', as: 'digits', required: true };

const refusalOf = (request: unknown, ...places: AmountField[]) => {
  try {
    encodeAmounts(request, places);
  } catch (error) {
    if (isInvalidAmountError(error)) return { field: error.field, message: error.message };
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('an amount is encoded as its endpoint expects it', () => {
  test.each<[AmountField['as'], unknown, string, unknown]>([
    ['digits', 2500, 'EUR', '2500'],
    ['digits', 2500n, 'EUR', '2500'],
    ['digits', '2500', 'EUR', '2500'],
    ['digits', 0, 'EUR', '0'],
    ['digits', 0n, 'EUR', '0'],
    ['digits', '9'.repeat(32), 'EUR', '9'.repeat(32)],
    ['integer', 2500, 'EUR', 2500],
    ['integer', '2500', 'EUR', 2500],
    ['integer', 9007199254740991n, 'EUR', 9007199254740991],
    ['decimal', 2500, 'EUR', '25.00'],
    ['decimal', '2500', 'KWD', '2.500'],
    ['decimal', 2500n, 'JPY', '2500'],
  ])('as %s, %o %s becomes %o', (as, amount, currency, encoded) => {
    expect(encodeAmounts({ amount, currency }, [{ at: 'amount', as }])).toEqual({ amount: encoded, currency });
  });

  test('inside other objects, whose other fields stay as they are', () => {
    const request = { purchase: { amount: 2500, currency: 'EUR', items: [{}] }, name: 'Order 1' };
    expect(encodeAmounts(request, [PURCHASE])).toEqual({
      purchase: { amount: '2500', currency: 'EUR', items: [{}] },
      name: 'Order 1',
    });
  });

  test('in each item of a list', () => {
    const request = { fixed: [1000, '2000', 3000n], currency: 'EUR' };
    const encoded = encodeAmounts(request, [{ at: 'fixed', as: 'decimal', list: true }]);
    expect(encoded).toEqual({ fixed: ['10.00', '20.00', '30.00'], currency: 'EUR' });
  });

  test('at every place of a request that has several', () => {
    const request = { purchase: { amount: 2500 }, shipping: { amount: 499 } };
    const encoded = encodeAmounts(request, [PURCHASE, { at: 'shipping.amount', as: 'integer' }]);
    expect(encoded).toEqual({ purchase: { amount: '2500' }, shipping: { amount: 499 } });
  });

  test('without changing the request that was passed', () => {
    const request = { purchase: { amount: 2500 }, items: [1] };
    const encoded = encodeAmounts(request, [PURCHASE]);
    expect(request).toEqual({ purchase: { amount: 2500 }, items: [1] });
    expect(encoded.items).toBe(request.items);
  });
});

describe('a request without an amount', () => {
  const OPTIONAL: AmountField = { at: 'purchase.amount', as: 'digits' };

  test.each([{}, { purchase: {} }, { purchase: null }, { purchase: { amount: undefined } }, null, undefined])(
    'is sent as it is where the amount is optional: %j',
    (request) => {
      expect(encodeAmounts(request, [OPTIONAL])).toEqual(request);
    },
  );

  test.each([{}, { purchase: {} }, { purchase: null }, { purchase: { amount: undefined } }, null, undefined])(
    'is refused where it is required: %j',
    (request) => {
      expect(refusalOf(request, PURCHASE)).toEqual({
        field: 'purchase.amount',
        message: 'purchase.amount is missing; expected a whole number of minor units. Nothing was sent.',
      });
    },
  );

  test('is sent as it is by an operation that has no amounts', () => {
    const request = { name: 'Order 1' };
    expect(encodeAmounts(request)).toBe(request);
  });
});

describe('an amount that is refused', () => {
  const EXPECTED = "expected a whole number of minor units, such as minorUnits('25.00', 'EUR'). Nothing was sent.";

  test.each<[unknown, string]>([
    ['25.00', '"25.00"'],
    ['', '""'],
    ['010', '"010"'],
    ['12 ', '"12 "'],
    [' 12', '" 12"'],
    ['12a', '"12a"'],
    ['1'.repeat(50), `"${'1'.repeat(40)}"`],
    ['1'.repeat(33), `"${'1'.repeat(33)}"`],
    [25.5, '25.5'],
    [-1, '-1'],
    [Number.NaN, 'NaN'],
    [2 ** 53, '9007199254740992'],
    [-1n, '-1'],
    [null, 'null'],
    [true, 'boolean'],
    [{}, 'object'],
    [[1], 'a list'],
    [[], 'a list'],
  ])('is named with its field, what was given and what is expected: %o', (amount, shown) => {
    expect(refusalOf({ purchase: { amount } }, PURCHASE)).toEqual({
      field: 'purchase.amount',
      message: `purchase.amount is ${shown}; ${EXPECTED}`,
    });
  });

  test('is named with its position in a list', () => {
    expect(refusalOf({ fixed: [1000, 2.5] }, { at: 'fixed', as: 'digits', list: true })).toEqual({
      field: 'fixed[1]',
      message: `fixed[1] is 2.5; ${EXPECTED}`,
    });
  });

  test('is one where a list is expected', () => {
    expect(refusalOf({ fixed: 1000 }, { at: 'fixed', as: 'digits', list: true })).toEqual({
      field: 'fixed',
      message: 'fixed is 1000; expected a list of whole numbers of minor units. Nothing was sent.',
    });
  });

  test('is beyond 2^53 - 1 where it would be sent as a number', () => {
    expect(refusalOf({ amount: '9007199254740993' }, { at: 'amount', as: 'integer' })).toEqual({
      field: 'amount',
      message:
        'amount is "9007199254740993"; expected at most 2^53 - 1, since it is sent as a number. Nothing was sent.',
    });
  });

  test('is one without a currency beside it where it would be sent as a decimal', () => {
    expect(refusalOf({ amount: 2500 }, { at: 'amount', as: 'decimal' }).field).toBe('currency');
  });
});
