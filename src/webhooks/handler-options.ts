import type { OrderWebhook, PaymentWebhook, RefundWebhook, UnknownWebhook } from './events.ts';
import type { EventClaim, Inbox } from './inbox/inbox.ts';
import type { WebhookSecret } from './secrets.ts';

/**
 * Handlers by type of event. `request` gives access to the URL and headers, which are not signed. `claim` is what
 * `markHandled` of `paysera-client/sql` needs. When a handler throws, Paysera retries the delivery after 1, 5 and 25 hours.
 */
export interface WebhookHandlers {
  /** The paid amount of an order changed. */
  order?(event: OrderWebhook, request: Request, claim: EventClaim): unknown;
  /** The status of a payment changed. */
  payment?(event: PaymentWebhook, request: Request, claim: EventClaim): unknown;
  /** The status of a refund changed. */
  refund?(event: RefundWebhook, request: Request, claim: EventClaim): unknown;
  /** Anything else that Paysera signed. */
  unknown?(event: UnknownWebhook, request: Request, claim: EventClaim): unknown;
}

/** Options of `createWebhookHandler`. */
export interface WebhookHandlerOptions {
  /** The OAuth client secret of the project; several during a rotation. */
  readonly secret: WebhookSecret | readonly WebhookSecret[];
  /** Handlers by type of event. */
  readonly on: WebhookHandlers;
  /** Remembers which events were handled. Default: `memoryInbox()`, which covers only this process. */
  readonly inbox?: Inbox | undefined;
  /** How many tries of an event may fail before it is set aside: see `inbox.listSetAside`. Default 4, as often as Paysera delivers. */
  readonly tries?: number | undefined;
  /** Default 401, after which Paysera gives up on the delivery. With 403 it retries, so you have time to fix the secret. */
  readonly badSignatureStatus?: 401 | 403 | undefined;
  /** In bytes. Default 1 MiB. */
  readonly maxBytes?: number | undefined;
  /** Milliseconds: see `verifyWebhook`. No longer than the inbox remembers, so that a replay it has forgotten is rejected. */
  readonly maxAge?: number | undefined;
  /**
   * Called for every rejected delivery and with every error of handlers and the inbox. Default: logs it; the advice on a
   * rejected delivery only once per process, one line after that.
   */
  readonly onError?: ((error: unknown) => void) | undefined;
}
