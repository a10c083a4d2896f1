import { server, operations as table } from '../../generated/recurring-billing/operations.ts';
import type { operations, paths } from '../../generated/recurring-billing/paths.ts';
import type { Secret } from '../auth/secret.ts';
import type { ApiClient } from '../runtime/call/call.ts';
import { createRuntime } from '../runtime/create-runtime.ts';
import { fromEnvironment, required } from '../runtime/environment.ts';
import type { ClientOptions } from '../runtime/options.ts';
import type { Intents } from '../runtime/recovery/journal.ts';
import { gracePeriodOf } from '../runtime/retry/retry-policy.ts';
import { mac } from '../runtime/transport/authentication.ts';
import { memoryInbox } from '../webhooks/inbox.ts';
import { createHandleCallback, type HandleCallback } from './callback.ts';
import { type ChargeMethod, createCharge } from './charge/charge.ts';
import { recurringLookups } from './lookups.ts';
import { createNotifications, type Notifications } from './notifications.ts';
import { createPaymentRequests, type PaymentRequests } from './payment-requests.ts';
import { type PriceEncoding, withPriceEncoding } from './price.ts';

const validators = () => import('../../generated/recurring-billing/validators.ts');

/** Options of `createRecurringBilling`. */
export interface RecurringBillingOptions extends ClientOptions {
  /** Default: the environment's `PAYSERA_MAC_ID`. */
  readonly macId?: string | undefined;
  /** Default: the environment's `PAYSERA_MAC_KEY`. */
  readonly macKey?: string | Secret | undefined;
  /** Fills `business_id` where it is left out. Default: the environment's `PAYSERA_BUSINESS_ID`. */
  readonly businessId?: string | undefined;
  /** How prices go on the wire. Default `'minor'`. */
  readonly priceEncoding?: PriceEncoding | undefined;
  /** Signed and sent in the MAC header's `ext`. Recurring Billing needs none. */
  readonly extParameters?: Readonly<Record<string, string>> | undefined;
  /** Printable characters, others each time. Default: 32 random ones. */
  readonly nonce?: (() => string) | undefined;
}

/** Paysera Recurring Billing: payment requests, charges by token, notifications. */
export interface RecurringBilling {
  /** One charge each. */
  readonly paymentRequests: PaymentRequests;
  /** What happened to them. */
  readonly notifications: Notifications;
  /**
   * **Charges** a stored token: creates a payment request, authorizes it, and captures it where Paysera does not by
   * itself. Resolves with the captured request. Amount in minor units. Default `timeout` 60 s for all steps.
   *
   * Once and not twice: after a lost answer it looks before it goes on. Repeated with the same `unique_identifier` (or
   * `idempotencyKey`) it is the same charge, over restarts too.
   * @throws {InvalidAmountError} before anything is sent.
   * @throws {ConfigurationError} before anything is sent, when an option or the token is missing.
   * @throws {ChargeIncompleteError} with `outcome` and `resume`: go on with `charge({ resume: error.resume })`.
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
   * Takes a callback: it is not signed and only names a notification, which is fetched by MAC, handled once, and marked
   * read after its handler succeeded. A forged id has no effect.
   *
   * Answers 200 when handled now or before, or when nobody handles its status; 400 without a `notification_id`, 404 for a
   * forged one, 413; 500 when a handler throws or the API fails, and 503 while the notification is being handled. Paysera
   * sends again until a notification is marked read, for up to 7 days: a callback that is repeated is handled once. Never
   * rejects, unless `onError` throws.
   * @example
   * export const POST = (request: Request) =>
   *   recurring.handleCallback(request, { on: { captured: (notification) => activate(notification) } });
   * @see https://developers.paysera.com/guides/recurring-billing
   */
  readonly handleCallback: HandleCallback;
  /** What was sent and never confirmed, over a crash. Needs the option `intents`. */
  readonly intents: Intents;
  /** The typed openapi-fetch client over the same runtime, for what has no method yet. */
  readonly api: ApiClient<paths>;
}

/**
 * A client of Paysera Recurring Billing. There is no test environment: use the sandbox.
 *
 * @throws {ConfigurationError} when the credentials are missing or cannot stand in a header.
 * @example
 * const recurring = createRecurringBilling({ macId, macKey, businessId });
 * for await (const notification of recurring.notifications.list({ status: 'new' })) console.log(notification.id);
 * @see https://developers.paysera.com/guides/recurring-billing
 */
export function createRecurringBilling(options: RecurringBillingOptions = {}): RecurringBilling {
  const rows = withPriceEncoding(table, options.priceEncoding ?? 'minor');
  const { call, api, intents } = createRuntime<paths, operations>({ table: rows, validators, server }, options, {
    gate: false,
    authentication: ({ clock }) =>
      mac({
        macId: required(options.macId, 'macId', 'PAYSERA_MAC_ID').reveal(),
        macKey: required(options.macKey, 'macKey', 'PAYSERA_MAC_KEY'),
        now: clock.now,
        ...(options.extParameters && { extParameters: options.extParameters }),
        ...(options.nonce && { nonce: options.nonce }),
      }),
    lookups: recurringLookups,
  });
  const businessId = () =>
    required(
      options.businessId ?? fromEnvironment('PAYSERA_BUSINESS_ID'),
      'businessId',
      'PAYSERA_BUSINESS_ID',
    ).reveal();
  const { amounts = [] } = rows.createPaymentRequest;
  const paymentRequests = createPaymentRequests(call, businessId, amounts);
  const inbox = memoryInbox();
  const notifications = createNotifications(call, inbox);
  return {
    paymentRequests,
    charge: createCharge({
      ...{ requests: paymentRequests, call, amounts },
      timeout: options.timeout ?? 60_000,
      gracePeriod: gracePeriodOf(options.retry),
    }),
    notifications,
    handleCallback: createHandleCallback(notifications, inbox),
    intents,
    api,
  };
}
