import { isKind, kind } from './kind.ts';
import { type ErrorContext, PayseraError } from './paysera-error.ts';

/** A price as it stands on the wire. */
export interface WirePrice {
  /** As it stands there: a number, a decimal string, or whatever else. */
  readonly amount: unknown;
  /** As it stands there. */
  readonly currency: unknown;
}

/**
 * Paysera read another price than was sent. Nothing is charged yet: do not send the payer to the page, and do not
 * authorize. `paymentRequestId` names what was created, so that it can be cancelled.
 */
export class AmountMismatchError extends PayseraError {
  /** The price of the request. */
  readonly sent: WirePrice;
  /** The price of the answer. */
  readonly received: WirePrice;
  /** What was created: cancel it. */
  readonly paymentRequestId: string | undefined;

  constructor(sent: WirePrice, answered: WirePrice, paymentRequestId: string | undefined, context: ErrorContext = {}) {
    const received = readable(answered);
    const show = (price: WirePrice) => `${JSON.stringify(price.amount)} ${String(price.currency)}`;
    super(
      'amount_mismatch',
      `Paysera answered the price ${show(sent)} with ${show(received)}, which may be another amount. Nothing is charged yet. ` +
        `Cancel payment request ${paymentRequestId ?? ''} and try the other \`priceEncoding\` ('minor' or 'decimal').`,
      context,
    );
    this.sent = sent;
    this.received = received;
    this.paymentRequestId = paymentRequestId;
  }
  static {
    kind(AmountMismatchError.prototype, 'AmountMismatchError');
  }
}

/** What is neither an amount nor a currency may be anything, and is not shown. */
function readable({ amount, currency }: WirePrice): WirePrice {
  const isAmount = typeof amount !== 'object' && /^[\d.,-]{1,32}$|^undefined$/.test(String(amount));
  const isCurrency = currency === undefined || (typeof currency === 'string' && /^[A-Za-z]{0,3}$/.test(currency));
  return {
    amount: isAmount || amount === null ? amount : '[not an amount]',
    currency: isCurrency || currency === null ? currency : '[not a currency]',
  };
}

/** Whether `error` is an `AmountMismatchError`. */
export function isAmountMismatchError(error: unknown): error is AmountMismatchError {
  return isKind(error, 'AmountMismatchError');
}
