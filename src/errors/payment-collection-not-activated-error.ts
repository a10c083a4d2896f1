import { ApiError } from './api-error.ts';
import { isKind, kind } from './kind.ts';

/** 400 `payment_collection_not_activated`: the project may not take payments yet. Activate it in the merchant portal, or switch on Test Mode. */
export class PaymentCollectionNotActivatedError extends ApiError {
  static {
    kind(PaymentCollectionNotActivatedError.prototype, 'PaymentCollectionNotActivatedError');
  }
}

/** Whether `error` is a `PaymentCollectionNotActivatedError`. */
export function isPaymentCollectionNotActivatedError(error: unknown): error is PaymentCollectionNotActivatedError {
  return isKind(error, 'PaymentCollectionNotActivatedError');
}
