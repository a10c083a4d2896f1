import type { operations } from '../../generated/checkout/paths.ts';
import type { AmountInput, WithAmounts } from '../money/amount.ts';
import type { BodyOf, Call, QueryOf, ResultOf } from '../runtime/call/wire-types.ts';
import type { CallOptions } from '../runtime/options.ts';
import { type ItemOf, listByCursor } from '../runtime/pagination/listing.ts';
import type { PageList } from '../runtime/pagination/page-list.ts';

/** A payment, as `payments.get` gives it. */
export type Payment = ResultOf<operations['getPayment']>;
/** A payment in a list. */
export type PaymentSummary = ItemOf<ResultOf<operations['listPayments']>>;
/** What `payments.list` takes. Paysera does not document it. */
export type PaymentFilter = NonNullable<QueryOf<operations['listPayments']>>;
/** What `payments.refundEligibility` gives. */
export type RefundEligibility = ResultOf<operations['getRefundEligibility']>;
type RefundBody = BodyOf<operations['createRefund']>;
/**
 * What `payments.refund` takes. Paysera does not document which fields it requires; a refund without an amount would
 * leave to a guess how much is paid back.
 */
export type CreateRefund = Required<Pick<RefundBody, 'amount' | 'currency'>> &
  Pick<RefundBody, 'reference' | 'payer_iban' | 'payer_name'>;
/** What `payments.refund` gives. How it ends comes by webhook. */
export type Refund = ResultOf<operations['createRefund']>;

/**
 * Payments, each one attempt to pay an order by one method, and their refunds.
 * Any call may also end as {@link PayseraError} tells.
 */
export interface Payments {
  /**
   * Reads a payment. Amounts in minor units. Repeated by itself.
   *
   * @throws {NotFoundError} when there is none in this project.
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payments
   */
  get(id: string, options?: CallOptions): Promise<Payment>;
  /**
   * Lists payments. Paysera does not document its filters. Repeated by itself.
   *
   * @throws {PaginationError} when the list would never end.
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payments
   */
  list(filter?: PaymentFilter, options?: CallOptions): PageList<PaymentSummary>;
  /**
   * What of a payment can be refunded, in minor units, and whether the payer's bank details are needed. Ask this first.
   * Repeated by itself.
   *
   * @throws {NotFoundError} when there is none in this project.
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/refunds
   */
  refundEligibility(paymentId: string, options?: CallOptions): Promise<RefundEligibility>;
  /**
   * Refunds a settled payment, in whole or in part. The result comes by webhook.
   *
   * Repeated with the same `Idempotency-Key`, so that nothing is refunded twice: give `idempotencyKey`, or one is made
   * and stands on the error and in `metadataOf(refund)`.
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {NotFoundError} when there is no such payment in this project: a refund takes its id, not the order's.
   * @throws {ValidationError} when Paysera refuses a field: see `fields`. Ask `refundEligibility` first.
   * @throws {OutcomeUnknownError} when no clear answer came; call again with its `idempotencyKey`.
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
    list: (filter, options) => listByCursor(call, 'listPayments', filter, options),
    refundEligibility: (paymentId, options) => call('getRefundEligibility', { path: { paymentId } }, options),
    refund: (paymentId, refund, options) =>
      call('createRefund', { path: { paymentId }, body: refund as CreateRefund }, options),
  };
}
