import type { operations } from '../../../generated/recurring-billing/paths.ts';
import { showing } from '../../runtime/call/caller.ts';
import type { Call } from '../../runtime/call/wire-types.ts';
import type { CallOptions } from '../../runtime/options.ts';
import { type Filter, listByAfter } from '../../runtime/pagination/listing.ts';
import type { PageList } from '../../runtime/pagination/page-list.ts';
import type { Drain } from './drain.ts';
import type { Notification } from './notification.ts';

/** What `notifications.list` takes. */
export type NotificationFilter = Filter<operations['listNotifications']>;

/**
 * Notifications: what happened to payment requests. A callback only contains an id; fetch the notification here to
 * trust it. {@link PayseraError} lists the errors that any call may throw.
 */
export interface Notifications {
  /**
   * Lists notifications; `{ status: 'new' }` returns the unread ones, to catch up on missed callbacks. Retried
   * automatically.
   *
   * @throws {PaginationError} when Paysera's cursors do not lead to the end of the list.
   * @see https://developers.paysera.com/api/recurring-billing/get-notifications
   */
  list(filter?: NotificationFilter, options?: CallOptions): PageList<Notification>;
  /**
   * Fetches a notification. Retried automatically.
   *
   * @throws {NotFoundError} when this client has no such notification: a callback with this id is forged.
   * @see https://developers.paysera.com/api/recurring-billing/get-notification
   */
  get(id: string, options?: CallOptions): Promise<Notification>;
  /**
   * Marks a notification as read, so that Paysera stops sending it. Do this only after your own changes are saved.
   * Retried automatically.
   *
   * @throws {NotFoundError} when this client has no such notification.
   * @see https://developers.paysera.com/api/recurring-billing/mark-notification-as-read
   */
  markRead(id: string, options?: CallOptions): Promise<Notification>;
  /**
   * Handles every unread notification: those missed by callbacks, or all of them when no callback can reach you. Each
   * is marked as read after its handler succeeds; one that fails stays unread and does not block the others. Safe to
   * retry.
   *
   * @throws {AggregateError} at the end, with the errors that handlers threw; the message names the notifications that
   * stay unread.
   * @throws the signal's reason, when it is aborted.
   * @example
   * await recurring.notifications.drain({ captured: (notification) => activate(notification) }, { signal });
   * @see https://developers.paysera.com/api/recurring-billing/get-notifications
   */
  readonly drain: Drain;
}

/** @internal */
export function createNotifications(call: Call<operations>, drain: Drain): Notifications {
  return {
    list: (filter, options) =>
      listByAfter('listNotifications', filter, (query) => call('listNotifications', { query }, options)),
    get: (id, options) => call('getNotification', { path: { notification_id: id } }, options),
    markRead: (id, options) => call('markNotificationRead', { path: { notification_id: id } }, options),
    drain: (...input) => showing(drain(...input)),
  };
}
