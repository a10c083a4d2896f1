import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { majorUnits, minorUnits } from '../../../src/index.ts';
import { seeded } from '../../support/seeded.ts';

const CURRENCIES: readonly (readonly [string, number])[] = [
  ['JPY', 0],
  ['EUR', 2],
  ['USD', 2],
  ['PLN', 2],
  ['KWD', 3],
  ['BHD', 3],
  ['CLF', 4],
];

describe('minorUnits', () => {
  test.each<[string | number | bigint, string, number]>([
    ['25.00', 'EUR', 2500],
    ['25', 'EUR', 2500],
    ['25.5', 'EUR', 2550],
    ['0.01', 'EUR', 1],
    ['0', 'EUR', 0],
    ['007.50', 'EUR', 750],
    [25, 'EUR', 2500],
    [19.99, 'EUR', 1999],
    [1.1, 'EUR', 110],
    [8.2, 'EUR', 820],
    [1.005, 'KWD', 1005],
    [25n, 'EUR', 2500],
    ['2500', 'JPY', 2500],
    ['1.500', 'KWD', 1500],
    ['2.5', 'KWD', 2500],
    ['1.2345', 'CLF', 12345],
    ['90071992547409.91', 'EUR', 9007199254740991],
  ])('%s %s is %i', (major, currency, minor) => {
    expect(minorUnits(major, currency)).toBe(minor);
  });

  test.each<[unknown, string]>([
    ['25.001', 'EUR'],
    ['25.0', 'JPY'],
    ['1.5001', 'KWD'],
    [0.1 + 0.2, 'EUR'],
    ['25,00', 'EUR'],
    ['1 000.00', 'EUR'],
    ["1'000.00", 'EUR'],
    ['-1.00', 'EUR'],
    ['+1.00', 'EUR'],
    ['1e3', 'EUR'],
    ['.5', 'EUR'],
    ['5.', 'EUR'],
    ['', 'EUR'],
    [' 25', 'EUR'],
    ['25.00\n', 'EUR'],
    ['٢٥', 'EUR'],
    ['0x10', 'EUR'],
    [Number.NaN, 'EUR'],
    [Number.POSITIVE_INFINITY, 'EUR'],
    [1e21, 'EUR'],
    [1e-7, 'EUR'],
    [-1, 'EUR'],
    [-1n, 'EUR'],
    [null, 'EUR'],
    [undefined, 'EUR'],
    [{}, 'EUR'],
    ['90071992547409.92', 'EUR'],
    ['9999999999999999', 'KWD'],
    ['25.00', 'eur'],
    ['25.00', 'EURO'],
    ['25.00', 'XAU'],
    ['25.00', ''],
    ['25.00', 'constructor'],
  ])('%o %s is refused with an error that says what is expected', (major, currency) => {
    const error = thrownBy(() => minorUnits(major as string, currency));
    expect(error).toMatchObject({ name: 'InvalidAmountError', code: 'invalid_amount' });
    expect(error.message).toMatch(/expected/);
  });
});

describe('a refusal names the field, what was given and what is expected', () => {
  test.each<[string, () => unknown, string, string]>([
    [
      'no plain decimal',
      () => minorUnits('25,00', 'EUR'),
      'major',
      `major is "25,00"; expected a plain decimal such as '25.00'. Nothing was sent.`,
    ],
    [
      'no plain decimal, for a currency without decimals',
      () => minorUnits('2 500', 'JPY'),
      'major',
      `major is "2 500"; expected a plain decimal such as '2500'. Nothing was sent.`,
    ],
    [
      'too many digits',
      () => minorUnits('25.001', 'EUR'),
      'major',
      'major is "25.001"; expected at most 2 digits after the decimal point for EUR; round it first. Nothing was sent.',
    ],
    [
      'too large an amount',
      () => minorUnits('90071992547409.92', 'EUR'),
      'major',
      'major is "90071992547409.92"; expected an amount below 2^53 minor units. Nothing was sent.',
    ],
    [
      'a fraction of a minor unit',
      () => majorUnits(25.5, 'EUR'),
      'minor',
      "minor is 25.5; expected a whole number of minor units, such as minorUnits('25.00', 'EUR'). Nothing was sent.",
    ],
    [
      'a currency in lower case',
      () => minorUnits('25.00', 'eur'),
      'currency',
      'currency is "eur"; expected an upper-case ISO 4217 code that has minor units, such as EUR. Nothing was sent.',
    ],
  ])('%s', (_, action, field, message) => {
    expect(thrownBy(action)).toMatchObject({ field, message });
  });
});

describe('majorUnits', () => {
  test.each<[number | bigint | string, string, string]>([
    [2500, 'EUR', '25.00'],
    [1, 'EUR', '0.01'],
    [0, 'EUR', '0.00'],
    [2500n, 'EUR', '25.00'],
    [2500, 'JPY', '2500'],
    [0, 'JPY', '0'],
    [1500, 'KWD', '1.500'],
    [12345, 'CLF', '1.2345'],
    [9007199254740993n, 'EUR', '90071992547409.93'],
  ])('%s %s is %s', (minor, currency, major) => {
    expect(majorUnits(minor, currency)).toBe(major);
  });

  test.each([25.5, -1, Number.NaN, '25.00', '', 2 ** 53, '-1', '010', '00'])('%s is refused', (minor) => {
    expect(thrownBy(() => majorUnits(minor, 'EUR')).name).toBe('InvalidAmountError');
  });
});

describe('for every amount', () => {
  const currency = fc.constantFrom(...CURRENCIES);

  test('converting to major units and back returns the same amount', () => {
    seeded(
      fc.property(fc.maxSafeNat(), currency, (minor, [code]) => {
        expect(minorUnits(majorUnits(minor, code), code)).toBe(minor);
      }),
    );
  });

  test('the major amount has exactly the digits of its currency', () => {
    seeded(
      fc.property(fc.maxSafeNat(), currency, (minor, [code, digits]) => {
        const [, fraction = ''] = majorUnits(minor, code).split('.');
        expect(fraction.length).toBe(digits);
      }),
    );
  });

  test('decimals are exact where floating-point arithmetic is not', () => {
    seeded(
      fc.property(fc.nat(99_999_999), (cents) => {
        const written = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
        expect(minorUnits(written, 'EUR')).toBe(cents);
        expect(minorUnits(Number(written), 'EUR')).toBe(cents);
      }),
    );
  });

  test('any string leads to a whole number or an InvalidAmountError', () => {
    seeded(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.,eE+ -]*$/)), currency, (text, [code]) => {
        try {
          expect(Number.isSafeInteger(minorUnits(text, code))).toBe(true);
        } catch (error) {
          expect((error as Error).name).toBe('InvalidAmountError');
        }
      }),
    );
  });
});

function thrownBy(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
