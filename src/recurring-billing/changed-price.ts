import { AmountMismatchError, type WirePrice } from '../errors/outcome/amount-mismatch-error.ts';
import { isId } from '../runtime/recovery/lookup/agrees.ts';
import { isSamePrice } from './read-price.ts';

/** @throws {AmountMismatchError} when a price did not only come back in another spelling. */
export function assertSpelling(operation: string, sent: WirePrice, received: WirePrice, id: unknown): void {
  if (isSamePrice(sent, received)) return;
  throw new AmountMismatchError(sent, received, isId(id) ? id : undefined, { operation });
}
