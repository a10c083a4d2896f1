import type { operations } from '../../generated/recurring-billing/paths.ts';
import type { Call } from '../runtime/call/wire-types.ts';
import type { CallOptions } from '../runtime/options.ts';
import { type Filter, listByAfter } from '../runtime/pagination/listing.ts';
import type { PageList } from '../runtime/pagination/page-list.ts';
import type { Drain } from './drain.ts';
import type { Notification } from './notification.ts';

/** What `notifications.list` takes. */
export type NotificationFilter = Filter<operations['listNotifications']>;

/**
 * Notifications: what happened to payment requests. A callback only names one; trust comes from fetching it here.
 * Any call may also end as {@link PayseraError} tells.
 */
export interface Notifications {
  /**
   * Lists notifications; `{ status: 'new' }` gives the unread ones, to catch up on missed callbacks.
   * Repeated by itself.
   *
   * @throws {PaginationError} when the list would never end.
   * @see https://developers.paysera.com/api/recurring-billing/get-notifications
   */
  list(filter?: NotificationFilter, options?: CallOptions): PageList<Notification>;
  /**
   * Reads a notification. Repeated by itself.
   *
   * @throws {NotFoundError} when there is none of this client: a callback that names it is forged.
   * @see https://developers.paysera.com/api/recurring-billing/get-notification
   */
  get(id: string, options?: CallOptions): Promise<Notification>;
  /**
   * Marks a notification as processed, which ends its re-sending. Do so only after your own work is safe. Repeated by itself.
   *
   * @throws {NotFoundError} when there is none of this client.
   * @see https://developers.paysera.com/api/recurring-billing/mark-notification-as-read
   */
  markRead(id: string, options?: CallOptions): Promise<Notification>;
  /**
   * Handles every unread notification: what callbacks missed, or all of them where no callback can reach you. Each is
   * marked read after its handler succeeded; one that fails stays unread and does not hold up the others. May be repeated.
   *
   * @throws {AggregateError} at the end, with what handlers threw: its message names the notifications that stay unread.
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
    list: (filter, options) => listByAfter(call, 'listNotifications', filter, options),
    get: (id, options) => call('getNotification', { path: { notification_id: id } }, options),
    markRead: (id, options) => call('markNotificationRead', { path: { notification_id: id } }, options),
    drain,
  };
}
