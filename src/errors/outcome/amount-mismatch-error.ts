import { isKind, kind } from '../kind.ts';
import { type ErrorContext, PayseraError } from '../paysera-error.ts';

/** A price exactly as it was sent or received. */
export interface WirePrice {
  /** The raw value: a number, a decimal string, or anything else. */
  readonly amount: unknown;
  /** The raw value. */
  readonly currency: unknown;
}

/**
 * Paysera understood a different price from the one that was sent. Nothing has been charged yet: do not send the payer
 * to the page, do not authorize, and cancel the payment request named by `paymentRequestId`. Only a partial capture
 * (`operation` is `capturePaymentRequest`) has already taken money.
 */
export class AmountMismatchError extends PayseraError {
  /** The price in the request. */
  readonly sent: WirePrice;
  /** The price in the response. */
  readonly received: WirePrice;
  /** The payment request that it belongs to. */
  readonly paymentRequestId: string | undefined;

  constructor(sent: WirePrice, echoed: WirePrice, paymentRequestId: string | undefined, context: ErrorContext = {}) {
    const received = withoutSensitiveValues(echoed);
    const format = (price: WirePrice) => `${JSON.stringify(price.amount)} ${String(price.currency)}`;
    const id = paymentRequestId ?? '';
    const advice =
      context.operation === 'capturePaymentRequest'
        ? `Money has been taken: fetch payment request ${id}, and compare its price_paid in the merchant portal.`
        : `Nothing has been charged yet. Cancel payment request ${id}, and ask Paysera how it reads amounts before you try the other \`priceEncoding\` ('decimal' or 'minor').`;
    super(
      'amount_mismatch',
      `Paysera returned the price ${format(sent)} as ${format(received)}, which may be a different amount. ${advice}`,
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

/** Anything that looks like neither an amount nor a currency could be sensitive, so it is not shown. */
function withoutSensitiveValues({ amount, currency }: WirePrice): WirePrice {
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
