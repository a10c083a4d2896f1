import type { operations } from '../../generated/recurring-billing/paths.ts';
import type { AmountInput, WithAmounts } from '../money/amount.ts';
import { showing } from '../runtime/call/caller.ts';
import type { Call } from '../runtime/call/wire-types.ts';
import type { CallOptions } from '../runtime/options.ts';
import { type Filter, listByAfter } from '../runtime/pagination/listing.ts';
import type { PageList } from '../runtime/pagination/page-list.ts';
import { assertPayerUrl } from '../runtime/validation/payer-url.ts';
import type { BodyOf, InputOf, ItemOf, ResultOf, Undefinable } from '../wire/operation-types.ts';

type Body = BodyOf<operations['createPaymentRequest']>;

/** What `paymentRequests.create` takes. `business_id` defaults to the client's own. */
export type CreatePaymentRequest = Undefinable<Omit<Body, 'business_id'> & Partial<Pick<Body, 'business_id'>>>;
/** What `paymentRequests.capture` takes. */
export type CapturePaymentRequest = NonNullable<InputOf<operations['capturePaymentRequest']>>;
/** What `paymentRequests.startPayment` takes. */
export type StartPayment = InputOf<operations['startPayment']>;
/** A payment request, as returned by `paymentRequests.get`. */
export type PaymentRequest = ResultOf<operations['getPaymentRequest']>;
/** What `paymentRequests.setMissingEmail` returns: part of the payment request. */
export type PaymentRequestPartial = ResultOf<operations['setPaymentRequestMissingEmail']>;
/** What `paymentRequests.publicInfo` returns. */
export type PaymentRequestPublicInfo = ResultOf<operations['getPaymentRequestPublicInfo']>;
/** A way to pay a payment request. */
export type PaymentRequestMethod = ItemOf<ResultOf<operations['listPaymentRequestMethods']>>;
/** What `paymentRequests.startPayment` returns: where the payer continues. */
export type StartedPayment = ResultOf<operations['startPayment']>;
/** What `paymentRequests.list` takes. */
export type PaymentRequestFilter = Filter<operations['listPaymentRequests']>;
/** What `paymentRequests.methods` takes. */
export type PaymentRequestMethodFilter = Filter<operations['listPaymentRequestMethods']>;

/**
 * Payment requests: one charge each, made by the payer or with a stored token. {@link PayseraError} lists the errors
 * that any call may throw.
 */
export interface PaymentRequests {
  /**
   * Creates a payment request. Send the payer to `authorization_url`, or charge a token with `authorize`. With
   * `token_strategy: 'required'`, the first payment issues a token for later ones.
   *
   * `price.amount` is in minor units, and sent as a decimal string: see `priceEncoding`. The returned price is as Paysera
   * sent it: read it with `readPrice`.
   * Retried with the same `unique_identifier`, which is generated when left out; Paysera cancels an earlier unpaid
   * request that has the same one.
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {ValidationError} when Paysera rejects a field: see `fields`.
   * @throws {ApiError} `payment_request_not_unique` when a request with this `unique_identifier` is already paid: fetch
   * that one.
   * @throws {AmountMismatchError} when Paysera echoes a different price from the one that was sent. Nothing has been
   * charged yet.
   * @throws {ResponseValidationError} when `authorization_url` does not point to Paysera.
   * @throws {OutcomeUnknownError} when no clear response arrived; call again with its `idempotencyKey`.
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
   * Fetches a payment request; once captured, it contains `issued_token`. Retried automatically.
   *
   * @throws {ResponseValidationError} when `authorization_url` does not point to Paysera.
   * @throws {NotFoundError} when this business has no such payment request.
   * @see https://developers.paysera.com/api/recurring-billing
   */
  get(id: string, options?: CallOptions): Promise<PaymentRequest>;
  /**
   * Lists payment requests, newest first. Known only from Paysera's PHP library. Retried automatically.
   *
   * @throws {PaginationError} when Paysera's cursors do not lead to the end of the list.
   */
  list(filter?: PaymentRequestFilter, options?: CallOptions): PageList<PaymentRequest>;
  /**
   * Fetches what anyone who knows the id may see. Sent without credentials. Retried automatically.
   *
   * @throws {NotFoundError} when there is no such payment request.
   * @see https://developers.paysera.com/api/recurring-billing
   */
  publicInfo(id: string, options?: CallOptions): Promise<PaymentRequestPublicInfo>;
  /**
   * Sets the payer's e-mail address. Retried automatically.
   *
   * @throws {NotFoundError} when this business has no such payment request.
   * @throws {ValidationError} when Paysera rejects the address.
   * @see https://developers.paysera.com/api/recurring-billing
   */
  setEmail(id: string, email: string, options?: CallOptions): Promise<PaymentRequest>;
  /**
   * Sets the payer's e-mail address if none is set. Sent without credentials. Retried automatically.
   *
   * @throws {NotFoundError} when there is no such payment request.
   * @throws {ValidationError} when Paysera rejects the address.
   * @see https://developers.paysera.com/api/recurring-billing
   */
  setMissingEmail(id: string, email: string, options?: CallOptions): Promise<PaymentRequestPartial>;
  /**
   * Lists the methods this request can be paid with. Sent without credentials. Retried automatically.
   *
   * @throws {NotFoundError} when there is no such payment request.
   * @throws {PaginationError} when Paysera's cursors do not lead to the end of the list.
   * @see https://developers.paysera.com/api/recurring-billing
   */
  methods(id: string, filter?: PaymentRequestMethodFilter, options?: CallOptions): PageList<PaymentRequestMethod>;
  /**
   * Starts an interactive payment by one method. Known only from Paysera's PHP library.
   *
   * Not retried automatically.
   * @throws {NotFoundError} when this business has no such payment request.
   * @throws {ValidationError} when Paysera rejects the method.
   * @throws {ResponseValidationError} when `action_url` or `redirect_url` is not an https URL. Any host is accepted, since
   * the method's page may be a bank's.
   * @throws {OutcomeUnknownError} when no clear response arrived. Its `resolve()` cannot tell: fetch the payment
   * request.
   */
  startPayment(id: string, start: StartPayment, options?: CallOptions): Promise<StartedPayment>;
  /**
   * **Charges** a stored token. The returned request is `captured`, or `authorized` when a `capture` has to follow.
   *
   * Never retried automatically. See `recurring.charge`, which creates, authorizes and captures.
   * @throws {NotFoundError} when this business has no such payment request.
   * @throws {ValidationError} when Paysera rejects the token.
   * @throws {ConflictError} 409 `invalid_state` when it was already charged or cancelled: fetch it.
   * @throws {OutcomeUnknownError} when no clear response arrived; call its `resolve()`.
   * @see https://developers.paysera.com/api/recurring-billing/authorize-payment
   */
  authorize(id: string, token: string, options?: CallOptions): Promise<PaymentRequest>;
  /**
   * ***Takes the money** of an authorized request: all of it, or `capture_amount` in minor units. Known only from older
   * documents and Paysera's PHP library.
   *
   * Not retried automatically.
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {NotFoundError} when this business has no such payment request.
   * @throws {ValidationError} when Paysera rejects the amount.
   * @throws {ConflictError} 409 `invalid_state` when it is not `authorized`: fetch it.
   * @throws {AmountMismatchError} when `price_paid` is not `capture_amount`. The money has been taken.
   * @throws {OutcomeUnknownError} when no clear response arrived; call its `resolve()`.
   */
  capture<A extends AmountInput>(
    id: string,
    capture?: WithAmounts<CapturePaymentRequest, A>,
    options?: CallOptions,
  ): Promise<PaymentRequest>;
  /**
   * Cancels a request that is not captured. Retried automatically. Known only from Paysera's PHP library.
   *
   * @throws {NotFoundError} when this business has no such payment request.
   * @throws {ConflictError} when it is already captured or cancelled: fetch it.
   */
  cancel(id: string, options?: CallOptions): Promise<PaymentRequest>;
}

/**
 * @param origin The one this client calls. Without it, no URL that a payer may be sent to is checked: a charge of a stored
 * token sends nobody anywhere, and must not end because of one.
 * @internal
 */
export function createPaymentRequests(
  call: Call<operations>,
  businessId: () => string,
  origin?: string,
): PaymentRequests {
  const checked = (operation: string, request: PaymentRequest): PaymentRequest | Promise<PaymentRequest> => {
    const { authorization_url: url } = request;
    if (origin === undefined || (url ?? undefined) === undefined) return request;
    const place = { operation, path: 'authorization_url', host: 'paysera', origin } as const;
    return assertPayerUrl(place, url, request).then(() => request);
  };
  const create: PaymentRequests['create'] = async (request, options) => {
    const body = { ...request, business_id: request.business_id ?? businessId() };
    return checked('createPaymentRequest', await call('createPaymentRequest', { body }, options));
  };
  const get: PaymentRequests['get'] = async (id, options) =>
    checked('getPaymentRequest', await call('getPaymentRequest', { path: { id } }, options));
  const startPayment: PaymentRequests['startPayment'] = async (id, start, options) => {
    const started = await call('startPayment', { path: { id }, body: start }, options);
    for (const name of ['action_url', 'redirect_url'] as const) {
      const url = started.flow_data?.[name];
      if (origin === undefined || (url ?? undefined) === undefined) continue;
      const place = { operation: 'startPayment', path: `flow_data.${name}`, host: 'any', origin } as const;
      await assertPayerUrl(place, url, started);
    }
    return started;
  };
  return {
    create: (...input) => showing(create(...input)),
    get: (...input) => showing(get(...input)),
    list: (filter, options) =>
      listByAfter('listPaymentRequests', filter, (query) => call('listPaymentRequests', { query }, options)),
    publicInfo: (id, options) => call('getPaymentRequestPublicInfo', { path: { id } }, options),
    setEmail: (id, email, options) => call('setPaymentRequestEmail', { path: { id }, body: { email } }, options),
    setMissingEmail: (id, email, options) =>
      call('setPaymentRequestMissingEmail', { path: { id }, body: { email } }, options),
    methods: (id, filter, options) =>
      listByAfter('listPaymentRequestMethods', filter, (query) =>
        call('listPaymentRequestMethods', { path: { id }, query }, options),
      ),
    startPayment: (...input) => showing(startPayment(...input)),
    authorize: (id, token, options) => call('authorizePaymentRequest', { path: { id }, body: { token } }, options),
    capture: (id, capture, options) => call('capturePaymentRequest', { path: { id }, body: capture }, options),
    cancel: (id, options) => call('cancelPaymentRequest', { path: { id } }, options),
  };
}
