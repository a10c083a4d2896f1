import { AmountMismatchError, type WirePrice } from '../errors/outcome/amount-mismatch-error.ts';
import { fieldsOf } from '../json/fields-of.ts';
import type { Operation } from '../runtime/operation.ts';

/**
 * How a price goes on the wire. No source of Paysera's says whether `999` means EUR 9.99 or EUR 999.00.
 * `'minor'` sends `999`, as their guide does; `'decimal'` sends `"9.99"`, as their older documents and libraries do.
 * Make the first live charge a small one, and look at what was really charged.
 */
export type PriceEncoding = 'minor' | 'decimal';

/** The table of operations, its amounts spelled as the caller's `priceEncoding` says. */
export function withPriceEncoding<Table extends Readonly<Record<string, Operation>>>(
  table: Table,
  encoding: PriceEncoding,
): Readonly<Record<keyof Table, Operation>> {
  if (encoding === 'minor') return table;
  const rows = Object.entries(table).map(([id, row]): [string, Operation] => [
    id,
    row.amounts ? { ...row, amounts: row.amounts.map((place) => ({ ...place, as: 'decimal' as const })) } : row,
  ]);
  return Object.fromEntries(rows) as Record<keyof Table, Operation>;
}

/**
 * Compares the price Paysera echoes with what was sent, raw: type, value and currency. An equal echo proves nothing
 * about the unit; a different one proves that the price was read differently.
 */
export function assertPriceEcho(sent: unknown, received: unknown): void {
  const { price: echo, id } = fieldsOf(received);
  if (echo === undefined) return;
  // A null too: Paysera has named it a price.
  const { amount, currency } = fieldsOf(echo);
  const price = fieldsOf(fieldsOf(sent)['price']);
  const wanted: WirePrice = { amount: price['amount'], currency: price['currency'] };
  if (amount === wanted.amount && currency === wanted.currency) return;
  const paymentRequestId = typeof id === 'string' ? id : undefined;
  throw new AmountMismatchError(wanted, { amount, currency }, paymentRequestId, { operation: 'createPaymentRequest' });
}
