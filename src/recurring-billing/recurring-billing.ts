import type { Client } from 'openapi-fetch';
import { server, operations as table, validators } from '../../generated/recurring-billing/operations.ts';
import type { operations, paths } from '../../generated/recurring-billing/paths.ts';
import type { Secret } from '../auth/secret.ts';
import { assemble } from '../runtime/assemble.ts';
import { mac } from '../runtime/authentication.ts';
import { fromEnvironment, required } from '../runtime/environment.ts';
import type { ClientOptions } from '../runtime/options.ts';
import { createNotifications, type Notifications } from './notifications.ts';
import { createPaymentRequests, type PaymentRequests } from './payment-requests.ts';
import { type PriceEncoding, withPriceEncoding } from './price.ts';

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
  readonly paymentRequests: PaymentRequests;
  readonly notifications: Notifications;
  /** The typed openapi-fetch client over the same runtime, for what has no method yet. */
  readonly api: Client<paths, 'application/json'>;
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
  const { call, api } = assemble<paths, operations>(
    { table: rows, validators, server },
    options,
    { gate: false },
    ({ clock }) =>
      mac({
        macId: required(options.macId, 'macId', 'PAYSERA_MAC_ID').reveal(),
        macKey: required(options.macKey, 'macKey', 'PAYSERA_MAC_KEY'),
        now: clock.now,
        ...(options.extParameters && { extParameters: options.extParameters }),
        ...(options.nonce && { nonce: options.nonce }),
      }),
  );
  const businessId = () =>
    required(
      options.businessId ?? fromEnvironment('PAYSERA_BUSINESS_ID'),
      'businessId',
      'PAYSERA_BUSINESS_ID',
    ).reveal();
  return {
    paymentRequests: createPaymentRequests(call, businessId, rows.createPaymentRequest.amounts ?? []),
    notifications: createNotifications(call),
    api,
  };
}
