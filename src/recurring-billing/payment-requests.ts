import type { operations } from '../../generated/recurring-billing/paths.ts';
import type { AmountInput, WithAmounts } from '../money/amount.ts';
import { type AmountPlace, encodeAmounts } from '../money/minor-units.ts';
import type { BodyOf, Call, ResultOf } from '../runtime/call/wire-types.ts';
import type { CallOptions } from '../runtime/options.ts';
import { type Filter, type ItemOf, listByAfter } from '../runtime/pagination/listing.ts';
import type { PageList } from '../runtime/pagination/page-list.ts';
import { assertPriceEcho } from './price.ts';

type Body = BodyOf<operations['createPaymentRequest']>;

/** What a payment request is made of. `business_id` is the client's own when left out. */
export type CreatePaymentRequest = Omit<Body, 'business_id'> & Partial<Pick<Body, 'business_id'>>;
/** What `paymentRequests.capture` takes. */
export type CapturePaymentRequest = NonNullable<BodyOf<operations['capturePaymentRequest']>>;
/** What `paymentRequests.startPayment` takes. */
export type StartPayment = BodyOf<operations['startPayment']>;
/** A payment request, as `paymentRequests.get` gives it. */
export type PaymentRequest = ResultOf<operations['getPaymentRequest']>;
/** What `paymentRequests.setMissingEmail` gives: a part of the request. */
export type PaymentRequestPartial = ResultOf<operations['setPaymentRequestMissingEmail']>;
/** What `paymentRequests.publicInfo` gives. */
export type PaymentRequestPublicInfo = ResultOf<operations['getPaymentRequestPublicInfo']>;
/** A way to pay a payment request. */
export type PaymentRequestMethod = ItemOf<ResultOf<operations['listPaymentRequestMethods']>>;
/** What `paymentRequests.startPayment` gives: where the payer goes on. */
export type StartedPayment = ResultOf<operations['startPayment']>;
/** What `paymentRequests.list` takes. */
export type PaymentRequestFilter = Filter<operations['listPaymentRequests']>;
/** What `paymentRequests.methods` takes. */
export type PaymentRequestMethodFilter = Filter<operations['listPaymentRequestMethods']>;

/**
 * Payment requests: one charge each, by the payer in person or by a stored token.
 * Any call may also end as {@link PayseraError} tells.
 */
export interface PaymentRequests {
  /**
   * Creates a payment request. Send the payer to `authorization_url`, or charge a token with `authorize`. With
   * `token_strategy: 'required'` the first payment yields a token for later ones.
   *
   * `price.amount` is in minor units; how Paysera reads it is not documented: see `priceEncoding`.
   * Repeated with the same `unique_identifier`, made when left out: an unpaid earlier request with it is cancelled.
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {ValidationError} when Paysera refuses a field: see `fields`.
   * @throws {ApiError} `payment_request_not_unique` when one with this `unique_identifier` is paid already: read that one.
   * @throws {AmountMismatchError} when Paysera echoes another price than was sent. Nothing is charged yet.
   * @throws {OutcomeUnknownError} when no clear answer came; call again with its `idempotencyKey`.
   * @example
   * const request = await recurring.paymentRequests.create({
   *   order_id: 'SUB_12345', price: { amount: 999, currency: 'EUR' }, description: 'Monthly subscription',
   *   payer: { email: 'customer@example.com' }, method_key: 'card', token_strategy: 'required',
   *   accept_url: 'https://shop.example/ok', cancel_url: 'https://shop.example/no', callback_url: 'https://shop.example/paysera',
   * });
   * @see https://developers.paysera.com/api/recurring-billing/create-payment-request
   */
  create<A extends AmountInput>(
    request: WithAmounts<CreatePaymentRequest, A>,
    options?: CallOptions,
  ): Promise<PaymentRequest>;
  /**
   * Reads a payment request; once captured it holds `issued_token`. Repeated by itself.
   *
   * @throws {NotFoundError} when there is none of this business.
   * @see https://developers.paysera.com/api/recurring-billing
   */
  get(id: string, options?: CallOptions): Promise<PaymentRequest>;
  /**
   * Lists payment requests, newest first. Known from Paysera's PHP library only. Repeated by itself.
   *
   * @throws {PaginationError} when the list would never end.
   */
  list(filter?: PaymentRequestFilter, options?: CallOptions): PageList<PaymentRequest>;
  /**
   * What anyone who knows the id may see. Sent without credentials. Repeated by itself.
   *
   * @throws {NotFoundError} when there is none.
   * @see https://developers.paysera.com/api/recurring-billing
   */
  publicInfo(id: string, options?: CallOptions): Promise<PaymentRequestPublicInfo>;
  /**
   * Sets the payer's e-mail address. Repeated by itself.
   *
   * @throws {NotFoundError} when there is none of this business.
   * @throws {ValidationError} when Paysera refuses the address.
   * @see https://developers.paysera.com/api/recurring-billing
   */
  setEmail(id: string, email: string, options?: CallOptions): Promise<PaymentRequest>;
  /**
   * Supplies an e-mail address where none was given. Sent without credentials. Repeated by itself.
   *
   * @throws {NotFoundError} when there is none.
   * @throws {ValidationError} when Paysera refuses the address.
   * @see https://developers.paysera.com/api/recurring-billing
   */
  setMissingEmail(id: string, email: string, options?: CallOptions): Promise<PaymentRequestPartial>;
  /**
   * The methods this request can be paid with. Sent without credentials. Repeated by itself.
   *
   * @throws {NotFoundError} when there is none.
   * @throws {PaginationError} when the list would never end.
   * @see https://developers.paysera.com/api/recurring-billing
   */
  methods(id: string, filter?: PaymentRequestMethodFilter, options?: CallOptions): PageList<PaymentRequestMethod>;
  /**
   * Starts an interactive payment by one method. Known from Paysera's PHP library only.
   *
   * Not repeated blindly.
   * @throws {NotFoundError} when there is none of this business.
   * @throws {ValidationError} when Paysera refuses the method.
   * @throws {OutcomeUnknownError} when no clear answer came. Its `resolve()` cannot tell: read the request.
   */
  startPayment(id: string, start: StartPayment, options?: CallOptions): Promise<StartedPayment>;
  /**
   * **Charges** a stored token. The answer is `captured`, or `authorized` when a `capture` has to follow.
   *
   * Never repeated blindly. See `recurring.charge`, which creates, authorizes and captures.
   * @throws {NotFoundError} when there is none of this business.
   * @throws {ValidationError} when Paysera refuses the token.
   * @throws {ConflictError} 409 `invalid_state` when it was charged or cancelled already: read it.
   * @throws {OutcomeUnknownError} when no clear answer came; ask its `resolve()`.
   * @see https://developers.paysera.com/api/recurring-billing/authorize-payment
   */
  authorize(id: string, token: string, options?: CallOptions): Promise<PaymentRequest>;
  /**
   * **Takes the money** of an authorized request: all of it, or `capture_amount` in minor units. Known
   * from older documents and Paysera's PHP library only.
   *
   * Not repeated blindly.
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {NotFoundError} when there is none of this business.
   * @throws {ValidationError} when Paysera refuses the amount.
   * @throws {ConflictError} 409 `invalid_state` when it is not `authorized`: read it.
   * @throws {OutcomeUnknownError} when no clear answer came; ask its `resolve()`.
   */
  capture<A extends AmountInput>(
    id: string,
    capture?: WithAmounts<CapturePaymentRequest, A>,
    options?: CallOptions,
  ): Promise<PaymentRequest>;
  /**
   * Cancels a request that is not captured. Repeated by itself. Known from Paysera's PHP library only.
   *
   * @throws {NotFoundError} when there is none of this business.
   * @throws {ConflictError} when it is captured or cancelled already: read it.
   */
  cancel(id: string, options?: CallOptions): Promise<PaymentRequest>;
}

/** @internal */
export function createPaymentRequests(
  call: Call<operations>,
  businessId: () => string,
  amounts: readonly AmountPlace[],
): PaymentRequests {
  return {
    async create(request, options) {
      const input = request as CreatePaymentRequest;
      const body = { ...input, business_id: input.business_id ?? businessId() };
      const created = await call('createPaymentRequest', { body }, options);
      assertPriceEcho(encodeAmounts(body, amounts).price, created);
      return created;
    },
    get: (id, options) => call('getPaymentRequest', { path: { id } }, options),
    list: (filter, options) => listByAfter(call, 'listPaymentRequests', filter, options),
    publicInfo: (id, options) => call('getPaymentRequestPublicInfo', { path: { id } }, options),
    setEmail: (id, email, options) => call('setPaymentRequestEmail', { path: { id }, body: { email } }, options),
    setMissingEmail: (id, email, options) =>
      call('setPaymentRequestMissingEmail', { path: { id }, body: { email } }, options),
    methods: (id, filter, options) => listByAfter(call, 'listPaymentRequestMethods', filter, options, { id }),
    startPayment: (id, start, options) => call('startPayment', { path: { id }, body: start }, options),
    authorize: (id, token, options) => call('authorizePaymentRequest', { path: { id }, body: { token } }, options),
    capture: (id, capture, options) =>
      call('capturePaymentRequest', { path: { id }, body: capture as CapturePaymentRequest | undefined }, options),
    cancel: (id, options) => call('cancelPaymentRequest', { path: { id } }, options),
  };
}
