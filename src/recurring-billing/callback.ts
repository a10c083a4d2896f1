import { isNotFoundError, isPermissionError, isValidationError } from '../errors/api-errors.ts';
import type { Inbox } from '../webhooks/inbox.ts';
import { readBody } from '../webhooks/read-body.ts';
import { deliver, type NotificationHandler, type NotificationSource } from './deliver.ts';

/** Options of `recurring.handleCallback`. */
export interface CallbackOptions {
  /** What to do with a notification. */
  readonly on: NotificationHandler;
  /** Remembers what was handled. Default: one of this client, in memory. Share `sqlInbox` or `redisInbox` among servers. */
  readonly inbox?: Inbox | undefined;
  /** Told of what handlers, the API and the inbox throw. Default `console.error`. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** `recurring.handleCallback`. */
export type HandleCallback = (request: Request, options: CallbackOptions) => Promise<Response>;

const MAX_BYTES = 65_536;
// Wide enough for any id seen (a number, 32 characters, a UUID), and nothing that could leave its place in a path.
const ID = /^[\w-]{1,128}$/;

export function createHandleCallback(source: NotificationSource, inbox: Inbox): HandleCallback {
  return async (request, options) => {
    const { onError = console.error } = options;
    try {
      const body = await readBody(request, MAX_BYTES);
      if (body.length > MAX_BYTES) return new Response('body-too-large', { status: 413 });
      const [id = '', ...others] = new URLSearchParams(new TextDecoder().decode(body)).getAll('notification_id');
      if (!ID.test(id) || others.length > 0) return new Response('no-notification-id', { status: 400 });
      const notification = await source.get(id).catch(undefinedIfForged);
      if (!notification) return new Response('unknown-notification', { status: 404 });
      const outcome = await deliver(source, notification, options.on, options.inbox ?? inbox, onError);
      return new Response(outcome, { status: outcome === 'busy' ? 503 : 200 });
    } catch (error) {
      onError(error);
      return new Response('failed', { status: 500 });
    }
  };
}

/** Nobody has such a notification, or somebody else has. Only the answer to the fetch says so, no error of a handler. */
function undefinedIfForged(error: unknown): undefined {
  if (!isNotFoundError(error) && !isPermissionError(error) && !isValidationError(error)) throw error;
}
