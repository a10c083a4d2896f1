import type { Operation } from '../runtime/operation.ts';
import { fieldsOf } from '../wire/fields-of.ts';
import type { PriceEncoding } from './read-price.ts';
import { isSamePrice } from './read-price.ts';
import { partsOf } from './wire-price.ts';

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
export function checkPriceEcho(sent: unknown, received: unknown): Promise<Error> | undefined {
  const { price: echo, id } = fieldsOf(received);
  const { price } = fieldsOf(sent);
  // A null is compared too: Paysera has named it a price.
  if (echo === undefined || isSamePrice(partsOf(price), echo)) return undefined;
  return changed('createPaymentRequest', price, echo, id);
}

/** Compares what a partial capture took with what it was to take. */
export function checkCaptured(sent: unknown, received: unknown): Promise<Error> | undefined {
  const { capture_amount: part } = fieldsOf(sent);
  const { price_paid: paid, id } = fieldsOf(received);
  if (!part || paid === undefined || isSamePrice(partsOf(part), paid)) return undefined;
  return changed('capturePaymentRequest', part, paid, id);
}

async function changed(operation: string, sent: unknown, received: unknown, id: unknown): Promise<Error> {
  return (await import('./changed-price.ts')).changedPrice(operation, partsOf(sent), partsOf(received), id);
}
