import { assertHandlers, assertKnown } from '../../errors/known-options.ts';
import type { Inbox } from '../../webhooks/inbox/inbox.ts';
import { deliver, NOTIFICATION_HANDLERS, type NotificationHandler, type NotificationSource } from './deliver.ts';

/** Options of `notifications.drain`. */
export interface DrainOptions {
  /** Stops between two notifications: the current one is finished and marked as read. */
  readonly signal?: AbortSignal | undefined;
  /** Remembers which notifications were handled. Default: the client's own, shared with callbacks, in memory. */
  readonly inbox?: Inbox | undefined;
}

export const DRAIN_OPTIONS = ['signal', 'inbox'] as const;

/** The number of unread notifications handled, and of those left: handled elsewhere in the meantime, or without a handler. */
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
    assertKnown('drain', options, DRAIN_OPTIONS);
    assertHandlers(handler, NOTIFICATION_HANDLERS);
    const { signal } = options;
    const failed = new Map<string, unknown>();
    let handled = 0;
    let seen = 0;
    for await (const { id } of source.list({ status: 'new' }, signal && { signal })) {
      signal?.throwIfAborted();
      seen++;
      const onError = (error: unknown) => failed.set(id, error);
      // Fetched again: a callback may have handled it since the list was read.
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
      `${failed.size} of ${seen} notifications failed: ${[...failed.keys()].join(', ')}. They stay unread: fix the causes in \`errors\` and call \`drain\` again.`,
    );
  };
}
