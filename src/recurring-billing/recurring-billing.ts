import { server, operations as table } from '../../generated/recurring-billing/operations.ts';
import type { operations, paths } from '../../generated/recurring-billing/paths.ts';
import type { Secret } from '../auth/secret.ts';
import { loaded } from '../errors/not-loaded.ts';
import type { ApiClient } from '../runtime/call/api/api-client.ts';
import type { RequestMethod } from '../runtime/call/api/request.ts';
import { createRuntime } from '../runtime/create-runtime.ts';
import { fromEnvironment, required } from '../runtime/environment.ts';
import type { ClientOptions } from '../runtime/options.ts';
import type { Intents } from '../runtime/recovery/recovery.ts';
import { mac } from '../runtime/transport/authentication.ts';
import { createSlots } from '../runtime/transport/gate/slots.ts';
import { type ChargeMethod, createCharge } from './charge/charge.ts';
import { recurringFacts } from './facts.ts';
import type { HandleCallback } from './notifications/callback.ts';
import type { Incoming } from './notifications/incoming.ts';
import { createNotifications, type Notifications } from './notifications/notifications.ts';
import { createPaymentRequests, type PaymentRequests } from './payment-requests.ts';
import { checkCaptured, checkPriceEcho, withPriceEncoding } from './price.ts';
import type { PriceEncoding } from './read-price.ts';

const validators = () => import('../../generated/recurring-billing/validators.ts');

/** Options of `createRecurringBilling`. */
export interface RecurringBillingOptions extends ClientOptions {
  /** Default: the environment variable `PAYSERA_MAC_ID`. */
  readonly macId?: string | undefined;
  /** Default: the environment variable `PAYSERA_MAC_KEY`. */
  readonly macKey?: string | Secret | undefined;
  /** The `business_id` of requests that leave it out. Default: the environment variable `PAYSERA_BUSINESS_ID`. */
  readonly businessId?: string | undefined;
  /**
   * How prices are sent. Default `'decimal'`: `"9.99"`, as Paysera's own PHP client and older documentation have it.
   * `'minor'` sends the integer `999`, which the current guide prints without a unit and Paysera's own money code reads as
   * EUR 999.00. If `"9.99"` is wrong, it is refused; if `999` is wrong, it charges a hundredfold.
   */
  readonly priceEncoding?: PriceEncoding | undefined;
  /**
   * How many requests may be in flight at once; others wait, first come, first served, and their `timeout` includes the
   * wait. Default 10: Paysera asks for no excessive parallel requests, without a number.
   */
  readonly concurrency?: number | undefined;
  /** Signed and sent in the MAC header's `ext`. Recurring Billing needs none. */
  readonly extParameters?: Readonly<Record<string, string>> | undefined;
  /** Returns printable characters, different on each call. Default: 32 random hex digits. */
  readonly nonce?: (() => string) | undefined;
}

export const RECURRING_BILLING_OPTIONS = [
  'macId',
  'macKey',
  'businessId',
  'priceEncoding',
  'concurrency',
  'extParameters',
  'nonce',
] as const;

/** A Paysera Recurring Billing client: payment requests, charges by token, notifications. */
export interface RecurringBilling {
  /** One charge each. */
  readonly paymentRequests: PaymentRequests;
  /** What happened to them. */
  readonly notifications: Notifications;
  /**
   * **Charges** a stored token: creates a payment request, authorizes it, and captures it unless Paysera already did.
   * Resolves with the captured request. Amount in minor units. Default `timeout` 60 s for all steps.
   *
   * Never charges twice: when a response is lost, it looks up what happened before it continues. Retried with the same
   * `unique_identifier` (or `idempotencyKey`), it continues the same charge, even after a restart.
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {ConfigurationError} before anything is sent, when an option or the token is missing.
   * @throws {ChargeIncompleteError} with `outcome` and `resume`: continue with `charge({ resume: error.resume })`.
   * @example
   * await recurring.charge({
   *   token, order_id: 'SUB_12345-2', price: { amount: 999, currency: 'EUR' }, description: 'Second month',
   *   payer: { email: 'customer@example.com' },
   *   accept_url: 'https://shop.example/ok', cancel_url: 'https://shop.example/no', callback_url: 'https://shop.example/paysera',
   * });
   * @see https://developers.paysera.com/guides/recurring-billing/recurring-billing
   */
  readonly charge: ChargeMethod;
  /**
   * Handles a callback. A callback is not signed and only contains a notification's id: the notification is fetched
   * with a signed request, handled once, and marked as read after its handler succeeds. A forged id has no effect.
   *
   * Responds with 200 when the notification is handled, was handled before, or has a status without a handler; 400
   * without a `notification_id`; 403 without the `urlSecret`; 404 for a forged id; 413 for a body that is too large;
   * 500 when a handler throws or the API fails; and 503 while the notification is being handled, or with `Retry-After`
   * after too many forged ids. At most four lookups run at once. Paysera retries until a notification is marked as
   * read, for up to 7 days, and it is still handled once. Never rejects, unless `onError` throws.
   * @example
   * export const POST = (request: Request) =>
   *   recurring.handleCallback(request, { on: { captured: (notification) => activate(notification) } });
   * @see https://developers.paysera.com/guides/recurring-billing
   */
  readonly handleCallback: HandleCallback;
  /** Requests that were sent but never confirmed, even across a crash. Requires the option `intents`. */
  readonly intents: Intents;
  /**
   * The openapi-fetch client of the API, for operations that have no method yet. Amounts, credentials, retries, the
   * journal and response validation work as in the methods.
   *
   * The client's own pipeline is its `fetch`, which is called once per call, after every `onRequest` and before every
   * `onResponse`. Retries happen inside it, and each signs the request again. A call accepts `timeout`, `retry` and
   * `idempotencyKey` in addition to openapi-fetch's own options. As in openapi-fetch, an error status resolves with
   * `error`; a call that ends without a response rejects, as the methods do.
   * @see https://openapi-ts.dev/openapi-fetch/api
   */
  readonly api: ApiClient<paths>;
  /**
   * Calls an endpoint that is not in the OpenAPI document, with credentials, within the rate limit, and with the same
   * errors as any other call. Resolves with the parsed response. Retried when it only reads (GET, HEAD); any other
   * method is retried only if it was certainly not processed. Amounts are sent unchanged, in whatever unit that
   * endpoint expects.
   *
   * @throws {ConfigurationError} before anything is sent, when the method or the path is wrong.
   * @throws {OutcomeUnknownError} when no clear response came and it may have changed something. Its `resolve()` cannot
   * tell.
   * @example
   * await recurring.request('GET', '/checkout/rest/v1/statistics', { query: { limit: 10 } });
   * @see https://developers.paysera.com/guides/recurring-billing
   */
  readonly request: RequestMethod;
}

/**
 * Creates a Paysera Recurring Billing client. Paysera offers no test environment for it: use the sandbox.
 *
 * @throws {ConfigurationError} when the credentials are missing or contain characters that a header cannot.
 * @example
 * const recurring = createRecurringBilling({ macId, macKey, businessId });
 * for await (const notification of recurring.notifications.list({ status: 'new' })) console.log(notification.id);
 * @see https://developers.paysera.com/guides/recurring-billing
 */
export function createRecurringBilling(options: RecurringBillingOptions = {}): RecurringBilling {
  const rows = withPriceEncoding(table, options.priceEncoding ?? 'decimal');
  const { call, api, request, origin, intents, openSteps, gracePeriod, account, emit } = createRuntime<
    paths,
    operations
  >({ table: rows, validators, server }, options, {
    name: 'createRecurringBilling',
    options: RECURRING_BILLING_OPTIONS,
    gate: false,
    // Paysera asks for no excessive parallel requests, without a number.
    slots: createSlots(options.concurrency ?? 10),
    // A card network may take a minute.
    gracePeriod: 90_000,
    auth: 'mac',
    guards: { createPaymentRequest: checkPriceEcho, capturePaymentRequest: checkCaptured },
    authentication: ({ clock }) =>
      mac({
        macId: required(options.macId, 'macId', 'PAYSERA_MAC_ID').reveal(),
        macKey: required(options.macKey, 'macKey', 'PAYSERA_MAC_KEY'),
        now: clock.now,
        ...(options.extParameters && { extParameters: options.extParameters }),
        ...(options.nonce && { nonce: options.nonce }),
      }),
    facts: recurringFacts,
    lookups: async () => (await import('./lookups.ts')).recurringLookups,
  });
  const businessId = () =>
    required(
      options.businessId ?? fromEnvironment('PAYSERA_BUSINESS_ID'),
      'businessId',
      'PAYSERA_BUSINESS_ID',
    ).reveal();
  const { amounts = [] } = rows.createPaymentRequest;
  const { claims } = options.state ?? {};
  let loading: Promise<Incoming> | undefined;
  // Loaded with the first notification to handle: a process that only charges never needs it.
  const incoming = () => {
    loading ??= loaded(import('./notifications/incoming.ts')).then(({ createIncoming }) =>
      createIncoming(notifications, options.state?.inbox),
    );
    loading.catch(() => {
      loading = undefined;
    });
    return loading;
  };
  const notifications = createNotifications(call, async (handler, options) =>
    (await incoming()).drain(handler, options),
  );
  return {
    paymentRequests: createPaymentRequests(call, businessId, origin),
    charge: createCharge({
      requests: createPaymentRequests(call, businessId),
      ...{ call, amounts, openSteps, gracePeriod, now: options.now ?? Date.now },
      timeout: options.timeout ?? 60_000,
      shared: claims && { claims, account, emit },
    }),
    notifications,
    handleCallback: async (request, options) => (await incoming()).handleCallback(request, options),
    intents,
    api,
    request,
  };
}
