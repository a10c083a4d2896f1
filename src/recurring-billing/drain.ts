import type { Inbox } from '../webhooks/inbox.ts';
import { deliver, type NotificationHandler, type NotificationSource } from './deliver.ts';

/** Options of `notifications.drain`. */
export interface DrainOptions {
  /** Stops between two notifications: the one at hand is finished and marked. */
  readonly signal?: AbortSignal | undefined;
  /** Remembers what was handled. Default: the one of the client's callbacks, in memory. */
  readonly inbox?: Inbox | undefined;
}

/** How many unread notifications were handled, and how many were left: handled elsewhere meanwhile, or without a handler. */
export interface DrainResult {
  /** How many were handled. */
  readonly handled: number;
  /** How many stay unread. */
  readonly left: number;
}

/** `recurring.notifications.drain`. */
export type Drain = (handler: NotificationHandler, options?: DrainOptions) => Promise<DrainResult>;

/** @internal */
export function createDrain(source: NotificationSource, inbox: Inbox): Drain {
  return async (handler, options = {}) => {
    const { signal } = options;
    const failed = new Map<string, unknown>();
    let handled = 0;
    let seen = 0;
    for await (const { id } of source.list({ status: 'new' }, signal && { signal })) {
      signal?.throwIfAborted();
      seen++;
      const onError = (error: unknown) => failed.set(id, error);
      // Fetched again: the list may be older than what a callback did meanwhile.
      const outcome = await source
        .get(id, signal && { signal })
        .then((notification) => deliver(source, notification, handler, options.inbox ?? inbox, onError))
        .catch(onError);
      signal?.throwIfAborted();
      if (outcome === 'handled') handled++;
    }
    if (failed.size === 0) return { handled, left: seen - handled };
    throw new AggregateError(
      failed.values(),
      `${failed.size} of ${seen} notifications were not handled to the end: ${[...failed.keys()].join(', ')}. They stay unread; the causes are in \`errors\`.`,
    );
  };
}
