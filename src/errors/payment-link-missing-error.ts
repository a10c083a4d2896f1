import { isKind, kind } from './kind.ts';
import { isOutcomeUnknownError } from './outcome-unknown-error.ts';
import { isPayseraError, PayseraError } from './paysera-error.ts';
import { isResponseValidationError } from './response-validation-error.ts';

/**
 * `createPayment` made the order, and its link failed. The order stands: create a link for `order.order_id` instead of
 * another order. `cause` is what went wrong: of an `OutcomeUnknownError` ask `resolve()` first, for there may be a link; a
 * `ResponseValidationError` means that there is one, and its `data` has what came.
 */
export class PaymentLinkMissingError<Order extends { order_id: string } = { order_id: string }> extends PayseraError {
  // Private, so that no logger prints what the merchant keeps in the order.
  readonly #order: Order;

  constructor(order: Order, cause: unknown) {
    const inner = isPayseraError(cause) ? cause : undefined;
    super(
      'payment_link_missing',
      `Order ${order.order_id} was created, ${
        isOutcomeUnknownError(cause) || isResponseValidationError(cause)
          ? 'and its payment link may have been: ask error.cause by resolve(), or look at its data. If there is none, '
          : 'but its payment link was not: '
      }call paymentLinks.create with this order_id instead of creating another order. ` +
        `What went wrong: ${inner?.message ?? String(cause)}`,
      { operation: 'createPaymentLink', requestId: inner?.requestId, attempts: inner?.attempts, cause },
    );
    this.#order = order;
  }

  /** The order that stands, as its creation was answered. */
  get order(): Order {
    return this.#order;
  }
  static {
    kind(PaymentLinkMissingError.prototype, 'PaymentLinkMissingError');
  }
}

/** Whether `error` is a `PaymentLinkMissingError`. */
export function isPaymentLinkMissingError(error: unknown): error is PaymentLinkMissingError {
  return isKind(error, 'PaymentLinkMissingError');
}
