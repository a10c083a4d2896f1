import { isResponseValidationError } from '../api/response-validation-error.ts';
import { isKind, kind } from '../kind.ts';
import { isPayseraError, PayseraError } from '../paysera-error.ts';
import { isOutcomeUnknownError } from './outcome-unknown-error.ts';

/**
 * `createPayment` created the order, but not its link. Keep the order: create a link for `order.order_id` instead of
 * another order. `cause` is what went wrong. If it is an `OutcomeUnknownError`, call its `resolve()` first, since the
 * link may exist; if it is a `ResponseValidationError`, the link exists, and `data` holds it.
 */
export class PaymentLinkMissingError<Order extends { order_id: string } = { order_id: string }> extends PayseraError {
  // Private, so that no logger prints the merchant's own data in the order.
  readonly #order: Order;

  constructor(order: Order, cause: unknown) {
    const inner = isPayseraError(cause) ? cause : undefined;
    super(
      'payment_link_missing',
      `Order ${order.order_id} was created, ${
        isOutcomeUnknownError(cause) || isResponseValidationError(cause)
          ? 'and its payment link may have been: call error.cause.resolve(), or look at error.cause.data. If there is no link, '
          : 'but its payment link was not: '
      }call paymentLinks.create with this order_id instead of creating another order. ` +
        `What went wrong: ${inner?.message ?? String(cause)}`,
      {
        operation: 'createPaymentLink',
        method: inner?.method,
        url: inner?.url,
        requestId: inner?.requestId,
        attempts: inner?.attempts,
        cause,
      },
    );
    this.#order = order;
  }

  /** The order that was created. */
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
