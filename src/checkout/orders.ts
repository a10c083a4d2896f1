import type { operations } from '../../generated/checkout/paths.ts';
import type { AmountInput, WithAmounts } from '../money/amount.ts';
import type { BodyOf, Call, QueryOf, ResultOf } from '../runtime/call/wire-types.ts';
import type { CallOptions } from '../runtime/options.ts';
import { type ItemOf, listByCursor } from '../runtime/pagination/listing.ts';
import type { PageList } from '../runtime/pagination/page-list.ts';

/** What `orders.create` takes. */
export type CreateOrder = BodyOf<operations['createOrder']>;
/** What `orders.update` takes: what is left out stays. */
export type UpdateOrder = BodyOf<operations['updateOrder']>;
/** What `orders.list` takes. */
export type OrderFilter = NonNullable<QueryOf<operations['listOrders']>>;
/** An order, as `orders.get` gives it. */
export type Order = ResultOf<operations['getOrder']>;
/** An order in a list: less than `orders.get` gives. */
export type OrderSummary = ItemOf<ResultOf<operations['listOrders']>>;
/** What `orders.create` gives. */
export type CreatedOrder = ResultOf<operations['createOrder']>;
/** What `orders.update` gives: the id alone. */
export type UpdatedOrder = ResultOf<operations['updateOrder']>;

/** Orders: what is to be paid. Any call may also end as {@link PayseraError} tells. */
export interface Orders {
  /**
   * Creates an order of an amount in minor units. To be paid it needs a payment link: see `createPayment` for both.
   *
   * Not repeated blindly: there is no idempotency key and references need not be unique.
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {ValidationError} 400, with the places in `fields`.
   * @throws {PaymentCollectionNotActivatedError} when the project may not take payments yet.
   * @throws {OutcomeUnknownError} when no clear answer came; ask its `resolve()`.
   * @example
   * const { order_id } = await checkout.orders.create({
   *   purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' },
   * });
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payment-orders
   */
  create<A extends AmountInput>(order: WithAmounts<CreateOrder, A>, options?: CallOptions): Promise<CreatedOrder>;

  /**
   * Reads an order: what a webhook is checked against before goods leave. Repeated by itself.
   *
   * @throws {NotFoundError} when there is none in this project.
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payment-orders
   */
  get(id: string, options?: CallOptions): Promise<Order>;

  /**
   * Lists orders. Amounts in minor units, times in Unix seconds. `q` searches the reference and is not exact. Repeated by
   * itself.
   *
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {PaginationError} when the list would never end.
   * @example
   * for await (const order of checkout.orders.list({ status: ['paid'] })) console.log(order.id);
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payment-orders
   */
  list<A extends AmountInput>(filter?: WithAmounts<OrderFilter, A>, options?: CallOptions): PageList<OrderSummary>;

  /**
   * Changes an order that is not paid yet. The body is flat, without `purchase` as in `create`; its amount is in minor units.
   * A new amount or currency cancels the payment link: create another.
   *
   * Not repeated blindly.
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {NotFoundError} when there is none in this project.
   * @throws {ValidationError} 422 when it is paid or cancelled.
   * @throws {OutcomeUnknownError} when no clear answer came; ask its `resolve()`.
   * @example
   * await checkout.orders.update(orderId, { amount: 1500 });
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payment-orders
   */
  update<A extends AmountInput>(
    id: string,
    patch: WithAmounts<UpdateOrder, A>,
    options?: CallOptions,
  ): Promise<UpdatedOrder>;
}

/** @internal */
export function createOrders(call: Call<operations>): Orders {
  return {
    create: (order, options) => call('createOrder', { body: order as CreateOrder }, options),
    get: (id, options) => call('getOrder', { path: { id } }, options),
    list: (filter, options) => listByCursor(call, 'listOrders', filter as OrderFilter, options),
    update: (id, patch, options) => call('updateOrder', { path: { id }, body: patch as UpdateOrder }, options),
  };
}
