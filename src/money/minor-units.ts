import { InvalidAmountError } from '../errors/invalid-amount-error.ts';
import { fieldsOf } from '../wire/fields-of.ts';
import { kindOf } from '../wire/kind-of.ts';
import type { AmountInput } from './amount.ts';
import { exponentOf } from './currency.ts';

/** How an amount is encoded on the wire: `"2500"`, `2500`, or, with a currency next to it, `"25.00"`. */
type AmountEncoding = 'digits' | 'integer' | 'decimal';

/**
 * Converts a decimal amount to minor units: `minorUnits('25.00', 'EUR')` is `2500`. Exact: no floating-point
 * arithmetic.
 *
 * @param major The amount as people write it: `'25.00'`, `'25'`, `25`, `19.99`. No sign, no thousands separator.
 * @param currency ISO 4217 code. JPY has 0 digits after the decimal point, KWD 3.
 * @throws {InvalidAmountError} when there are more digits than the currency has, or it is not a plain decimal.
 * @example minorUnits('1.500', 'KWD') // 1500
 */
export function minorUnits(major: string | number | bigint, currency: string): number {
  const digits = digitsOf(currency);
  const [, whole = '', fraction = ''] = /^(\d{1,16})(?:\.(\d{1,16}))?$/.exec(String(major)) ?? [];
  if (whole === '') throw invalidAmount('major', major, `a plain decimal such as '${majorUnits(2500, currency)}'`);
  if (fraction.length > digits) {
    throw invalidAmount(
      'major',
      major,
      `at most ${digits} digits after the decimal point for ${currency}; round it first`,
    );
  }
  const minor = Number(whole + fraction.padEnd(digits, '0'));
  if (!Number.isSafeInteger(minor)) throw invalidAmount('major', major, 'an amount below 2^53 minor units');
  return minor;
}

/**
 * Converts minor units to a decimal string: `majorUnits(2500, 'EUR')` is `'25.00'`.
 *
 * @throws {InvalidAmountError} when `minor` is not a whole number of minor units, or the currency is not known.
 * @example majorUnits(1500, 'KWD') // '1.500'
 */
export function majorUnits(minor: AmountInput, currency: string): string {
  return withPoint(wholeDigits(minor, 'minor'), currency);
}

function withPoint(minor: string, currency: string): string {
  const digits = digitsOf(currency);
  const padded = minor.padStart(digits + 1, '0');
  const point = padded.length - digits;
  return digits === 0 ? padded : `${padded.slice(0, point)}.${padded.slice(point)}`;
}

/** A field that holds minor units, and its encoding on the wire. */
export interface AmountField {
  /** Dotted path: `purchase.amount`. A list of amounts is one field. */
  readonly at: string;
  readonly as: AmountEncoding;
  /** The field is a list of amounts. */
  readonly list?: true;
  /** The request is not sent without it. */
  readonly required?: true;
}

/**
 * The request with every amount encoded for the wire. The original is not modified; unchanged parts are shared.
 *
 * @throws {InvalidAmountError} for the first amount that is missing or not a whole, non-negative number of minor units.
 */
export function encodeAmounts<T>(request: T, places: readonly AmountField[] = []): T {
  return places.reduce((encoded, place) => encodeAt(encoded, place.at.split('.'), place) as T, request);
}

function encodeAt(value: unknown, [name = '', ...rest]: readonly string[], place: AmountField): unknown {
  const { at, as, list, required } = place;
  const { [name]: present, currency } = fieldsOf(value);
  if (present === undefined) {
    if (required) throw invalidAmount(at, undefined, 'a whole number of minor units');
    return value;
  }
  const encode = (amount: unknown, field: string) => encodeAmount(amount, as, field, currency);
  if (rest.length > 0) return { ...Object(value), [name]: encodeAt(present, rest, place) };
  if (!list) return { ...Object(value), [name]: encode(present, at) };
  if (!Array.isArray(present)) throw invalidAmount(at, present, 'a list of whole numbers of minor units');
  return { ...Object(value), [name]: present.map((amount, index) => encode(amount, `${at}[${index}]`)) };
}

function encodeAmount(amount: unknown, encoding: AmountEncoding, field: string, currency: unknown): string | number {
  const digits = wholeDigits(amount, field);
  if (encoding === 'digits') return digits;
  if (encoding === 'decimal') return withPoint(digits, String(currency));
  const integer = Number(digits);
  if (!Number.isSafeInteger(integer))
    throw invalidAmount(field, amount, 'at most 2^53 - 1, since it is sent as a number');
  return integer;
}

function wholeDigits(amount: unknown, field: string): string {
  if (isWhole(amount)) return String(amount);
  throw invalidAmount(field, amount, "a whole number of minor units, such as minorUnits('25.00', 'EUR')");
}

function isWhole(amount: unknown): amount is AmountInput {
  if (typeof amount === 'number') return Number.isSafeInteger(amount) && amount >= 0;
  if (typeof amount === 'bigint') return amount >= 0n;
  return typeof amount === 'string' && /^(0|[1-9]\d{0,31})$/.test(amount);
}

function digitsOf(currency: string): number {
  const digits = exponentOf(currency);
  if (digits === undefined) {
    throw invalidAmount('currency', currency, 'an upper-case ISO 4217 code that has minor units, such as EUR');
  }
  return digits;
}

function invalidAmount(field: string, input: unknown, expected: string): InvalidAmountError {
  const shown = typeof input === 'string' ? JSON.stringify(input.slice(0, 40)) : describe(input);
  return new InvalidAmountError(field, `${field} is ${shown}; expected ${expected}. Nothing was sent.`);
}

function describe(input: unknown): string {
  return typeof input === 'bigint' || typeof input === 'number' ? `${input}` : kindOf(input);
}
