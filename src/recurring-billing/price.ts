import { AmountMismatchError, type WirePrice } from '../errors/outcome/amount-mismatch-error.ts';
import type { Operation } from '../runtime/operation.ts';
import { isSamePrice, type PriceEncoding } from './read-price.ts';

/** The table of operations, its amounts encoded as the caller's `priceEncoding` says. */
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

/** Compares the price that Paysera returns with the one that was sent, before anything is charged. */
export function assertPriceEcho(sent: unknown, received: unknown): void {
  const { price: echo, id }: { price?: unknown; id?: string } = Object(received);
  if (echo === undefined) return;
  // A null too: Paysera has named it a price.
  const { price }: { price: WirePrice } = Object(sent);
  if (isSamePrice(price, echo)) return;
  throw new AmountMismatchError(price, Object(echo), id, { operation: 'createPaymentRequest' });
}

/** Compares what a partial capture took with what it was to take. */
export function assertCaptured(sent: unknown, received: unknown): void {
  const { capture_amount: part }: { capture_amount?: WirePrice } = Object(sent);
  const { price_paid: paid, id }: { price_paid?: unknown; id?: string } = Object(received);
  if (!part || paid === undefined || isSamePrice(part, paid)) return;
  throw new AmountMismatchError(part, Object(paid), id, { operation: 'capturePaymentRequest' });
}
