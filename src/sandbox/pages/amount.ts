import { exponentOf } from '../../money/currency.ts';
import { majorUnits, minorUnits } from '../../money/minor-units.ts';

/** The amount that somebody typed, such as `9.90` or `9,90`, in minor units. */
export function typedAmount(text: string, currency: string): number {
  const typed = text.trim().replace(',', '.');
  return exponentOf(currency) === undefined ? Number(typed) : minorUnits(typed, currency);
}

/** Minor units as somebody would type them, and the digits that the currency has. */
export function amountField(amount: number, currency: string): { readonly value: string; readonly digits: number } {
  const digits = exponentOf(currency);
  return { value: digits === undefined ? String(amount) : majorUnits(amount, currency), digits: digits ?? 0 };
}
