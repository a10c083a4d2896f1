import type { WirePrice } from '../errors/outcome/amount-mismatch-error.ts';
import { fieldsOf } from '../wire/fields-of.ts';

/** The amount and the currency of a price, as they are. */
export function partsOf(price: unknown): WirePrice {
  const { amount, currency } = fieldsOf(price);
  return { amount, currency };
}
