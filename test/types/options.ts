// Checked by `npm run types`. Nothing here runs: the lists by which misspelled options are refused name every option.
import { expectTypeOf } from 'vitest';
import type { CHECKOUT_OPTIONS, CheckoutOptions } from '../../src/checkout/checkout.ts';
import type { CALLBACK_OPTIONS, CallbackOptions } from '../../src/recurring-billing/notifications/callback.ts';
import type { NOTIFICATION_HANDLERS, NotificationHandlers } from '../../src/recurring-billing/notifications/deliver.ts';
import type { DRAIN_OPTIONS, DrainOptions } from '../../src/recurring-billing/notifications/drain.ts';
import type {
  RECURRING_BILLING_OPTIONS,
  RecurringBillingOptions,
} from '../../src/recurring-billing/recurring-billing.ts';
import type { CALL_OPTIONS, CallOptions, CLIENT_OPTIONS, ClientOptions } from '../../src/runtime/options.ts';
import type { RETRY_OPTIONS, RetryOptions } from '../../src/runtime/retry/retry-options.ts';
import type { HANDLER_OPTIONS, HANDLERS } from '../../src/webhooks/handler.ts';
import type { WebhookHandlerOptions, WebhookHandlers } from '../../src/webhooks/handler-options.ts';

type Own<Options> = Exclude<keyof Options, keyof ClientOptions>;

export function everyOptionIsListed(): void {
  expectTypeOf<(typeof CLIENT_OPTIONS)[number]>().toEqualTypeOf<keyof ClientOptions>();
  expectTypeOf<(typeof CALL_OPTIONS)[number]>().toEqualTypeOf<keyof CallOptions>();
  expectTypeOf<(typeof RETRY_OPTIONS)[number]>().toEqualTypeOf<keyof RetryOptions>();
  expectTypeOf<(typeof CHECKOUT_OPTIONS)[number]>().toEqualTypeOf<Own<CheckoutOptions>>();
  expectTypeOf<(typeof RECURRING_BILLING_OPTIONS)[number]>().toEqualTypeOf<Own<RecurringBillingOptions>>();
  expectTypeOf<(typeof HANDLER_OPTIONS)[number]>().toEqualTypeOf<keyof WebhookHandlerOptions>();
  expectTypeOf<(typeof HANDLERS)[number]>().toEqualTypeOf<keyof WebhookHandlers>();
  expectTypeOf<(typeof CALLBACK_OPTIONS)[number]>().toEqualTypeOf<keyof CallbackOptions>();
  expectTypeOf<(typeof NOTIFICATION_HANDLERS)[number]>().toEqualTypeOf<keyof NotificationHandlers>();
  expectTypeOf<(typeof DRAIN_OPTIONS)[number]>().toEqualTypeOf<keyof DrainOptions>();
}
