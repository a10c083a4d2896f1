import { AmountMismatchError, type WirePrice } from '../errors/outcome/amount-mismatch-error.ts';
import { isId } from '../runtime/recovery/lookup/agrees.ts';

/** The error of a price that came back as another one. */
export function changedPrice(
  operation: string,
  sent: WirePrice,
  received: WirePrice,
  id: unknown,
): AmountMismatchError {
  return new AmountMismatchError(sent, received, isId(id) ? id : undefined, { operation });
}
