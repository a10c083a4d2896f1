import { InvalidAmountError } from '../errors/invalid-amount-error.ts';
import type { AmountInput } from './amount.ts';
import { exponentOf } from './currency.ts';

/** How the wire spells an amount: `"2500"`, `2500`, or, with the currency beside it, `"25.00"`. */
export type AmountEncoding = 'digits' | 'integer' | 'decimal';

/**
 * Decimal money to minor units: `minorUnits('25.00', 'EUR')` is `2500`. Exact: no floating-point arithmetic.
 *
 * @param major What people write: `'25.00'`, `'25'`, `25`, `19.99`. No sign, no thousands separator.
 * @param currency ISO 4217 code. JPY has 0 digits behind the point, KWD 3.
 * @throws {InvalidAmountError} when there are more digits than the currency has, or it is not a plain decimal.
 * @example minorUnits('1.500', 'KWD') // 1500
 */
export function minorUnits(major: string | number | bigint, currency: string): number {
  const digits = digitsOf(currency);
  const [, whole = '', fraction = ''] = /^(\d{1,16})(?:\.(\d{1,16}))?$/.exec(String(major)) ?? [];
  if (whole === '') throw refuse('major', major, `a plain decimal such as '${majorUnits(2500, currency)}'`);
  if (fraction.length > digits) {
    throw refuse('major', major, `at most ${digits} digits behind the point for ${currency}; round it first`);
  }
  const minor = Number(whole + fraction.padEnd(digits, '0'));
  if (!Number.isSafeInteger(minor)) throw refuse('major', major, 'an amount below 2^53 minor units');
  return minor;
}

/**
 * Minor units to a decimal string: `majorUnits(2500, 'EUR')` is `'25.00'`.
 *
 * @throws {InvalidAmountError} when `minor` is not a whole number of minor units, or the currency is not known.
 * @example majorUnits(1500, 'KWD') // '1.500'
 */
export function majorUnits(minor: AmountInput, currency: string): string {
  const digits = digitsOf(currency);
  const padded = wholeDigits(minor, 'minor').padStart(digits + 1, '0');
  const point = padded.length - digits;
  return digits === 0 ? padded : `${padded.slice(0, point)}.${padded.slice(point)}`;
}

/** A place that holds minor units, and how the wire spells it there. */
export interface AmountPlace {
  /** Dotted: `purchase.amount`. A list of amounts is named as a whole. */
  readonly at: string;
  readonly as: AmountEncoding;
  /** A list of amounts, not one. */
  readonly list?: true;
  /** Nothing is sent without it. */
  readonly required?: true;
}

/**
 * The request with every amount as the wire spells it. What it does not change it shares with the original, which stays
 * as it is.
 *
 * @throws {InvalidAmountError} for the first amount that is missing or not a whole, non-negative number of minor units.
 */
export function encodeAmounts<T>(request: T, places: readonly AmountPlace[] = []): T {
  return places.reduce((spelled, place) => encodeAt(spelled, place.at.split('.'), place) as T, request);
}

function encodeAt(value: unknown, [name, ...rest]: readonly string[], place: AmountPlace): unknown {
  const { at, as, list, required } = place;
  const { [name ?? '']: present, currency } = Object(value) as Record<string, unknown>;
  if (name === undefined || present === undefined) {
    if (required) throw refuse(at, undefined, 'a whole number of minor units');
    return value;
  }
  const spell = (amount: unknown, field: string) => encodeAmount(amount, as, field, currency);
  if (rest.length > 0) return { ...Object(value), [name]: encodeAt(present, rest, place) };
  if (!list) return { ...Object(value), [name]: spell(present, at) };
  if (!Array.isArray(present)) throw refuse(at, present, 'a list of whole numbers of minor units');
  return { ...Object(value), [name]: present.map((amount, index) => spell(amount, `${at}[${index}]`)) };
}

function encodeAmount(amount: unknown, spelling: AmountEncoding, field: string, currency: unknown): string | number {
  const digits = wholeDigits(amount, field);
  if (spelling === 'digits') return digits;
  if (spelling === 'decimal') return majorUnits(digits, String(currency));
  const integer = Number(digits);
  if (!Number.isSafeInteger(integer)) throw refuse(field, amount, 'at most 2^53 - 1, since it is sent as a number');
  return integer;
}

function wholeDigits(amount: unknown, field: string): string {
  const whole =
    typeof amount === 'number'
      ? Number.isSafeInteger(amount) && amount >= 0
      : typeof amount === 'bigint'
        ? amount >= 0n
        : typeof amount === 'string' && /^(0|[1-9]\d{0,31})$/.test(amount);
  if (!whole) throw refuse(field, amount, "a whole number of minor units, such as minorUnits('25.00', 'EUR')");
  return BigInt(amount as AmountInput).toString();
}

function digitsOf(currency: string): number {
  const digits = exponentOf(currency);
  if (digits === undefined) {
    throw refuse('currency', currency, 'an upper-case ISO 4217 code that has minor units, such as EUR');
  }
  return digits;
}

function refuse(field: string, input: unknown, expected: string): InvalidAmountError {
  const shown = typeof input === 'string' ? JSON.stringify(input.slice(0, 40)) : describe(input);
  return new InvalidAmountError(field, `${field} is ${shown}; expected ${expected}. Nothing was sent.`);
}

function describe(input: unknown): string {
  if (input === undefined) return 'missing';
  if (Array.isArray(input)) return 'a list';
  return typeof input === 'bigint' || typeof input === 'number' || input === null ? `${input}` : typeof input;
}
