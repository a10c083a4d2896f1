import { assertKnown } from '../errors/known-options.ts';
import type { WirePrice } from '../errors/outcome/amount-mismatch-error.ts';
import { exponentOf } from '../money/currency.ts';
import { partsOf } from './wire-price.ts';

/**
 * How a price goes on the wire: `'decimal'` sends `"9.99"`, `'minor'` sends `999`.
 *
 * The default is `'decimal'`: Paysera's own PHP client sends decimal strings, and Paysera's older documentation prints
 * `"amount": "10.00"` with a `body_hash` that fits it. The current guide prints the integer `999` without a unit, and
 * Paysera's own money code reads an integer as whole euros. If `"9.99"` is wrong it is refused; if `999` is wrong it
 * charges a hundredfold.
 */
export type PriceEncoding = 'decimal' | 'minor';

/** A price that Paysera returned. */
export interface ReturnedPrice {
  /**
   * Minor units: `999` for EUR 9.99. `undefined` when the amount can be read in two ways, or in none: an integer, unless
   * `priceEncoding` is `'minor'` or the currency has no decimals.
   */
  readonly minorUnits: number | undefined;
  /** ISO 4217, as returned. */
  readonly currency: string | undefined;
  /** The amount as returned: a decimal string such as `"9.99"`, or a number in a unit that Paysera does not document. */
  readonly wireAmount: unknown;
}

/** How `readPrice` reads a price. */
export interface PriceOptions {
  /** The client's own. Default `'decimal'`. */
  readonly priceEncoding?: PriceEncoding | undefined;
}

/**
 * Reads `price` or `price_paid` of a payment request, a notification or a list, in minor units.
 *
 * Results contain prices as Paysera sent them: `"9.99"` or `999`, whichever it returns. Read them with this function
 * instead of using `amount`.
 *
 * @throws {ConfigurationError} when an option does not exist.
 * @example
 * const { price_paid } = await recurring.charge(monthly);
 * readPrice(price_paid).minorUnits; // 999
 * @see https://developers.paysera.com/api/recurring-billing
 */
export function readPrice(price: unknown, options: PriceOptions = {}): ReturnedPrice {
  assertKnown('readPrice', options, ['priceEncoding']);
  const { priceEncoding = 'decimal' } = options;
  const { amount, currency } = partsOf(price);
  const [minor, ...others] = readingsOf({ amount, currency }, priceEncoding);
  const isClear = minor !== undefined && others.length === 0 && Number(minor) <= Number.MAX_SAFE_INTEGER;
  return {
    minorUnits: isClear ? Number(minor) : undefined,
    currency: typeof currency === 'string' ? currency : undefined,
    wireAmount: amount,
  };
}

/**
 * Whether a price that Paysera returned is the money that was sent: one of the amounts it may mean is that one. After
 * `"9.99"`, that is `"9.99"`, `"9.990"`, `9.99` and the integer `999`; `"999"` is 999.00, as a string has no other unit.
 */
export function isSamePrice(sent: WirePrice, returned: unknown): boolean {
  const received = partsOf(returned);
  if (isUnchanged(sent, received)) return true;
  if (received.currency !== sent.currency) return false;
  const encoding = typeof sent.amount === 'number' ? 'minor' : 'decimal';
  const [wanted] = readingsOf(sent, encoding);
  return wanted !== undefined && readingsOf(received, encoding).includes(wanted);
}

/** Whether a price came back as it was sent, so that nobody has to read it. */
function isUnchanged(sent: WirePrice, { amount, currency }: WirePrice): boolean {
  return amount !== undefined && amount === sent.amount && currency === sent.currency;
}

/**
 * What an amount may mean, in minor units, as digits without leading zeros; undefined is what cannot be read. An integer that
 * was sent is minor units, so one that returns is too.
 */
function readingsOf({ amount, currency }: WirePrice, encoding: PriceEncoding): readonly (string | undefined)[] {
  const isInteger = Number.isSafeInteger(amount) && Number(amount) >= 0;
  if (isInteger && encoding === 'minor') return [String(amount)];
  const major = fromDecimal(amount, currency);
  const minor = isInteger ? String(amount) : major;
  return minor === major ? [minor] : [minor, major];
}

/** Exact, and for any number of trailing zeros. Undefined when it is no decimal, or has more decimals than the currency. */
function fromDecimal(amount: unknown, currency: unknown): string | undefined {
  const exponent = typeof currency === 'string' ? exponentOf(currency) : undefined;
  if (exponent === undefined || (typeof amount !== 'string' && typeof amount !== 'number')) return undefined;
  const { 1: whole, 2: decimals = '' } = /^(\d{1,32})(?:\.(\d{1,32}))?$/.exec(String(amount)) ?? [];
  if (whole === undefined || /[^0]/.test(decimals.slice(exponent))) return undefined;
  const minor = (whole + decimals.slice(0, exponent).padEnd(exponent, '0')).replace(/^0+(?=\d)/, '');
  // A larger number may have been another one before it was parsed.
  return typeof amount === 'number' && Number(minor) > Number.MAX_SAFE_INTEGER ? undefined : minor;
}
