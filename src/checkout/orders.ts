import type { operations } from '../../generated/checkout/paths.ts';
import type { AmountInput, WithAmounts } from '../money/amount.ts';
import type { Call } from '../runtime/call/wire-types.ts';
import type { CallOptions } from '../runtime/options.ts';
import { listByCursor } from '../runtime/pagination/listing.ts';
import type { PageList } from '../runtime/pagination/page-list.ts';
import type { InputOf, ItemOf, QueryOf, ResultOf } from '../wire/operation-types.ts';

/** What `orders.create` takes. */
export type CreateOrder = InputOf<operations['createOrder']>;
/** What `orders.update` takes: fields left out keep their value. */
export type UpdateOrder = InputOf<operations['updateOrder']>;
/** What `orders.list` takes. */
export type OrderFilter = NonNullable<QueryOf<operations['listOrders']>>;
/** An order, as returned by `orders.get`. */
export type Order = ResultOf<operations['getOrder']>;
/** An order in a list: it has fewer fields than `orders.get` returns. */
export type OrderSummary = ItemOf<ResultOf<operations['listOrders']>>;
/** What `orders.create` returns. */
export type CreatedOrder = ResultOf<operations['createOrder']>;
/** What `orders.update` returns: only the id. */
export type UpdatedOrder = ResultOf<operations['updateOrder']>;

/** Orders: what the payer owes. {@link PayseraError} lists the errors that any call may throw. */
export interface Orders {
  /**
   * Creates an order, with its amount in minor units. The payer needs a payment link as well: `createPayment` creates
   * both.
   *
   * Not retried automatically: there is no idempotency key and references need not be unique.
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {ValidationError} 400, when Paysera rejects a field: see `fields`.
   * @throws {PaymentCollectionNotActivatedError} when the project cannot take payments yet.
   * @throws {OutcomeUnknownError} when no clear response arrived; call its `resolve()`.
   * @example
   * const { order_id } = await checkout.orders.create({
   *   purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' },
   * });
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payment-orders
   */
  create<N extends number, S extends string, B extends bigint>(
    order: WithAmounts<CreateOrder, N | S | B>,
    options?: CallOptions,
  ): Promise<CreatedOrder>;

  /**
   * Fetches an order. Check a webhook against it before you ship. Retried automatically.
   *
   * @throws {NotFoundError} when this project has no such order.
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payment-orders
   */
  get(id: string, options?: CallOptions): Promise<Order>;

  /**
   * Lists orders. Amounts in minor units, times in Unix seconds. `q` searches the reference, and is not exact. Retried
   * automatically.
   *
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {PaginationError} when Paysera's cursors do not lead to the end of the list.
   * @example
   * for await (const order of checkout.orders.list({ status: ['paid'] })) console.log(order.id);
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payment-orders
   */
  list<N extends number, S extends string, B extends bigint>(
    filter?: WithAmounts<OrderFilter, N | S | B>,
    options?: CallOptions,
  ): PageList<OrderSummary>;

  /**
   * Updates an order that is not paid yet. Unlike in `create`, the fields are at the top level, not inside `purchase`;
   * the amount is in minor units. Changing the amount or currency cancels the payment link: create another.
   *
   * Not retried automatically.
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {NotFoundError} when this project has no such order.
   * @throws {ValidationError} 422, when the order is paid or cancelled.
   * @throws {OutcomeUnknownError} when no clear response arrived; call its `resolve()`.
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
    create: (order, options) => call('createOrder', { body: order }, options),
    get: (id, options) => call('getOrder', { path: { id } }, options),
    list: (filter, options) => listByCursor('listOrders', filter, (query) => call('listOrders', { query }, options)),
    update: (id, patch, options) => call('updateOrder', { path: { id }, body: patch }, options),
  };
}
