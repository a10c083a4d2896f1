import type { operations } from '../../generated/checkout/paths.ts';
import type { WithAmounts } from '../money/amount.ts';
import { showing } from '../runtime/call/caller.ts';
import type { Call } from '../runtime/call/wire-types.ts';
import type { CallOptions } from '../runtime/options.ts';
import { listByCursor } from '../runtime/pagination/listing.ts';
import type { PageList } from '../runtime/pagination/page-list.ts';
import { assertPayerUrl } from '../runtime/validation/payer-url.ts';
import type { InputOf, QueryOf, ResultOf } from '../wire/operation-types.ts';

/** What `paymentLinks.create` takes. */
export type CreatePaymentLink = InputOf<operations['createPaymentLink']>;
/** What `paymentLinks.update` takes. */
export type UpdatePaymentLink = InputOf<operations['updatePaymentLink']>;
/** What `paymentLinks.list` takes. */
export type PaymentLinkFilter = NonNullable<QueryOf<operations['listPaymentLinks']>>;
/** A payment link. Paysera does not document all of its fields. */
export type PaymentLink = ResultOf<operations['getPaymentLink']>;
/** What `paymentLinks.create` returns. */
export type CreatedPaymentLink = ResultOf<operations['createPaymentLink']>;

/** Payment links: where the payer pays an order. {@link PayseraError} lists the errors that any call may throw. */
export interface PaymentLinks {
  /**
   * Creates a link for an order. Send the payer to its `payment_URL`. `lifetime` is in seconds: 3 days by default, 0
   * for a link that never expires. `experience.language` (ISO 639-1) is required.
   *
   * Not retried automatically: there is no idempotency key.
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {ValidationError} when Paysera rejects a field, such as a `payment_details.key` that is not available to
   * this project or country: see `fields`.
   * @throws {ResponseValidationError} when `payment_URL` does not point to Paysera.
   * @throws {OutcomeUnknownError} when no clear response arrived; call its `resolve()`.
   * @example
   * const link = await checkout.paymentLinks.create({
   *   order_id, name: 'Order #001', experience: { language: 'en' }, purchase: { amount: 1000 },
   * });
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payment-links
   */
  create<N extends number, S extends string, B extends bigint>(
    link: WithAmounts<CreatePaymentLink, N | S | B>,
    options?: CallOptions,
  ): Promise<CreatedPaymentLink>;
  /**
   * Fetches a link. Paysera does not document all of the response. Retried automatically.
   *
   * @throws {NotFoundError} when this project has no such link.
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payment-links
   */
  get(id: string, options?: CallOptions): Promise<PaymentLink>;
  /**
   * Lists links. Paysera does not document all of the response. Retried automatically.
   *
   * @throws {PaginationError} when Paysera's cursors do not lead to the end of the list.
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payment-links
   */
  list(filter?: PaymentLinkFilter, options?: CallOptions): PageList<PaymentLink>;
  /**
   * Updates a link. Paysera does not document all of the request or the response.
   *
   * Not retried automatically.
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {NotFoundError} when this project has no such link.
   * @throws {ValidationError} when Paysera rejects a field: see `fields`.
   * @throws {OutcomeUnknownError} when no clear response arrived. Its `resolve()` cannot tell: fetch the link.
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payment-links
   */
  update<N extends number, S extends string, B extends bigint>(
    id: string,
    link: WithAmounts<UpdatePaymentLink, N | S | B>,
    options?: CallOptions,
  ): Promise<PaymentLink>;
  /**
   * Cancels a link, so that it can no longer be paid. A payment in progress may still complete. Retried automatically.
   *
   * @throws {NotFoundError} when this project has no such link.
   * @see https://developers.paysera.com/guides/checkout-modern/api-integration/payment-links
   */
  cancel(id: string, options?: CallOptions): Promise<PaymentLink>;
}

/** @internal */
export function createPaymentLinks(call: Call<operations>, origin: string): PaymentLinks {
  const create: PaymentLinks['create'] = async (link, options) => {
    const created = await call('createPaymentLink', { body: link }, options);
    await assertPaymentUrl(created, origin);
    return created;
  };
  return {
    create: (...input) => showing(create(...input)),
    get: (id, options) => call('getPaymentLink', { path: { id } }, options),
    list: (filter, options) =>
      listByCursor('listPaymentLinks', filter, (query) => call('listPaymentLinks', { query }, options)),
    update: (id, link, options) => call('updatePaymentLink', { path: { id }, body: link }, options),
    cancel: (id, options) => call('cancelPaymentLink', { path: { id } }, options),
  };
}

/**
 * @throws {ResponseValidationError} when `payment_URL` does not point to Paysera.
 * @internal
 */
export async function assertPaymentUrl(link: CreatedPaymentLink, origin: string): Promise<void> {
  const place = { operation: 'createPaymentLink', path: 'payment_URL', host: 'paysera', origin } as const;
  await assertPayerUrl(place, link.payment_URL, link);
}
