import type { operations } from '../../generated/checkout/paths.ts';
import type { AmountInput, WithAmounts } from '../money/amount.ts';
import type { Call } from '../runtime/call/wire-types.ts';
import type { CallOptions } from '../runtime/options.ts';
import { listByCursor } from '../runtime/pagination/listing.ts';
import type { PageList } from '../runtime/pagination/page-list.ts';
import type { BodyOf, ItemOf, QueryOf, ResultOf, Undefinable } from '../wire/operation-types.ts';

/** A payment, as returned by `payments.get`. */
export type Payment = ResultOf<operations['getPayment']>;
/** A payment in a list. */
export type PaymentSummary = ItemOf<ResultOf<operations['listPayments']>>;
/** What `payments.list` takes. Paysera does not document it. */
export type PaymentFilter = NonNullable<QueryOf<operations['listPayments']>>;
/** What `payments.refundEligibility` returns. */
export type RefundEligibility = ResultOf<operations['getRefundEligibility']>;
type RefundBody = BodyOf<operations['createRefund']>;
/**
 * What `payments.refund` takes. Paysera does not document which fields are required; a refund without an amount would
 * leave open how much is paid back.
 */
export type CreateRefund = Undefinable<
  Required<Pick<RefundBody, 'amount' | 'currency'>> & Pick<RefundBody, 'reference' | 'payer_iban' | 'payer_name'>
>;
/** What `payments.refund` returns. The final status arrives by webhook. */
export type Refund = ResultOf<operations['createRefund']>;

/**
 * Payments, each of which is one attempt to pay an order by one method, and their refunds. {@link PayseraError} lists
 * the errors that any call may throw.
 */
export interface Payments {
  /**
   * Fetches a payment. Amounts are in minor units. Retried automatically.
   *
   * @throws {NotFoundError} when this project has no such payment.
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payments
   */
  get(id: string, options?: CallOptions): Promise<Payment>;
  /**
   * Lists payments. Paysera does not document its filters. Retried automatically.
   *
   * @throws {PaginationError} when Paysera's cursors do not lead to the end of the list.
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payments
   */
  list(filter?: PaymentFilter, options?: CallOptions): PageList<PaymentSummary>;
  /**
   * Returns how much of a payment can be refunded, in minor units, and whether the payer's bank details are needed.
   * Call it before `refund`. Retried automatically.
   *
   * @throws {NotFoundError} when this project has no such payment.
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/refunds
   */
  refundEligibility(paymentId: string, options?: CallOptions): Promise<RefundEligibility>;
  /**
   * Refunds a settled payment, in full or in part. The result arrives by webhook.
   *
   * Retried with the same `Idempotency-Key`, so that nothing is refunded twice. Pass `idempotencyKey`, or one is
   * generated; it is on the error and in `metadataOf(refund)`.
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {NotFoundError} when this project has no such payment. Pass the payment's id, not the order's.
   * @throws {ValidationError} when Paysera rejects a field: see `fields`. Call `refundEligibility` first.
   * @throws {OutcomeUnknownError} when no clear response arrived; call again with its `idempotencyKey`.
   * @example
   * await checkout.payments.refund(paymentId, { amount: 500, currency: 'EUR' }, { idempotencyKey: 'refund-77' });
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/refunds
   */
  refund<A extends AmountInput>(
    paymentId: string,
    refund: WithAmounts<CreateRefund, A>,
    options?: CallOptions,
  ): Promise<Refund>;
}

/** @internal */
export function createPayments(call: Call<operations>): Payments {
  return {
    get: (id, options) => call('getPayment', { path: { id } }, options),
    list: (filter, options) =>
      listByCursor('listPayments', filter, (query) => call('listPayments', { query }, options)),
    refundEligibility: (paymentId, options) => call('getRefundEligibility', { path: { paymentId } }, options),
    refund: (paymentId, refund, options) => call('createRefund', { path: { paymentId }, body: refund }, options),
  };
}
