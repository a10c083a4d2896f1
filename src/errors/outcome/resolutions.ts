import type { operations as checkout } from '../../../generated/checkout/paths.ts';
import type { operations as recurringBilling } from '../../../generated/recurring-billing/paths.ts';
import type { ItemOf, ResultOf } from '../../wire/operation-types.ts';

/** What `resolve()` found. */
export type Resolution<T = unknown, Candidate = T> =
  | {
      readonly outcome: 'happened';
      /** What the call would have returned. */
      readonly value: T;
    }
  | { readonly outcome: 'did-not-happen' }
  | {
      readonly outcome: 'unknown';
      /** Resources that may be the one; none is certain. */
      readonly candidates?: readonly Candidate[];
      /** Why the lookup failed. */
      readonly cause?: unknown;
    };

/** Options of `resolve()`. */
export interface ResolveOptions {
  /** Milliseconds. What cannot be said by then is `unknown`: ask again later. Default: the client's `timeout`. */
  readonly timeout?: number | undefined;
  /** Ends the lookup: the outcome is `unknown`. */
  readonly signal?: AbortSignal | undefined;
}

type PaymentLink = Partial<ItemOf<ResultOf<checkout['listPaymentLinks']>>>;
type PaymentRequest = ResultOf<recurringBilling['getPaymentRequest']>;

/** A payment link found by a lookup. */
export type FoundPaymentLink = PaymentLink & {
  /** The link's identifier. */
  readonly link_id: string;
  /** Send the payer here. */
  readonly payment_URL: string;
};

/**
 * What `resolve()` can find out about each operation whose outcome can be unknown. `Resolution<never>`: Paysera offers
 * nothing to read that would tell.
 */
export interface Resolutions {
  /** The order, as `orders.create` would have returned it. */
  readonly createOrder: Resolution<ResultOf<checkout['createOrder']>>;
  /** The order's id. */
  readonly updateOrder: Resolution<ResultOf<checkout['updateOrder']>>;
  /** The link as the list shows it; a candidate may lack its URL. */
  readonly createPaymentLink: Resolution<FoundPaymentLink, PaymentLink>;
  /** Nothing: Paysera does not document which fields a link has. */
  readonly updatePaymentLink: Resolution<never>;
  /** Nothing: a refund cannot be read. Call again with the same idempotency key. */
  readonly createRefund: Resolution<never>;
  /** The payment request that has the same `unique_identifier`. */
  readonly createPaymentRequest: Resolution<PaymentRequest>;
  /** Nothing: a started payment leaves no trace until the payer has paid. The candidate is the payment request. */
  readonly startPayment: Resolution<never, PaymentRequest>;
  /** The payment request, whose status tells whether it happened. */
  readonly authorizePaymentRequest: Resolution<PaymentRequest>;
  /** The payment request, whose status tells whether it happened. */
  readonly capturePaymentRequest: Resolution<PaymentRequest>;
}
