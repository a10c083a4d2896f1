import type { EventClaim, Inbox } from '../../webhooks/inbox/inbox.ts';
import { type ProcessingOutcome, processOnce } from '../../webhooks/inbox/process-once.ts';
import { hmacHex } from '../../webhooks/signature.ts';
import type { Notification } from './notification.ts';

/** The methods of `recurring.notifications` that handling a notification needs. */
export interface NotificationSource {
  get(id: string, options?: { readonly signal?: AbortSignal }): Promise<Notification>;
  markRead(id: string): Promise<unknown>;
  list(filter: { readonly status: 'new' }, options?: { readonly signal?: AbortSignal }): AsyncIterable<Notification>;
}

/**
 * Handlers by the status of the payment request, which is more precise than the event's name. Only `captured` means
 * money. `claim` is what `markHandled` of `paysera-client/sql` needs.
 */
export interface NotificationHandlers {
  /** The money was taken. */
  captured?(notification: Notification, claim: EventClaim): unknown;
  /** The money is reserved, but not taken yet. */
  authorized?(notification: Notification, claim: EventClaim): unknown;
  /** Cancelled by the payer, by you or by a newer request. */
  canceled?(notification: Notification, claim: EventClaim): unknown;
  /** Any other status, including one that is not known yet. */
  other?(notification: Notification, claim: EventClaim): unknown;
}

/** One handler for all notifications (check `data.payment_request.status` yourself), or one for each status. */
export type NotificationHandler = NotificationHandlers | ((notification: Notification, claim: EventClaim) => unknown);

export const NOTIFICATION_HANDLERS = ['captured', 'authorized', 'canceled', 'other'] as const;

/**
 * Runs the handler of a fetched notification once, then marks the notification as read, so that Paysera sends it again
 * after a failure. One without a handler stays unread: `'ignored'`.
 */
export async function deliver(
  source: NotificationSource,
  notification: Notification,
  on: NotificationHandler,
  inbox: Inbox,
  onError: (error: unknown) => void,
): Promise<ProcessingOutcome | 'ignored'> {
  if (notification.status === 'read') return 'seen';
  const handle = handlerOf(on, notification);
  if (!handle) return 'ignored';
  const key = `notification:${await hmacHex(notification.id, 'notification')}`;
  // Never set aside: it stays unread, and each drain tries it again.
  const outcome = await processOnce(inbox, key, handle, onError);
  // Never aborted: a handled notification must be marked, even when nobody waits for it any more.
  if (outcome === 'handled' || outcome === 'seen') await source.markRead(notification.id);
  return outcome;
}

const STATUSES: readonly string[] = ['captured', 'authorized', 'canceled'];

function handlerOf(on: NotificationHandler, notification: Notification): ((claim: EventClaim) => unknown) | undefined {
  if (typeof on === 'function') return (claim) => on(notification, claim);
  const status = notification.data?.payment_request?.status ?? '';
  const name = STATUSES.includes(status) ? (status as keyof NotificationHandlers) : 'other';
  return on[name] && ((claim) => on[name]?.(notification, claim));
}
