import { isNotFoundError, isPermissionError, isValidationError } from '../errors/api-errors.ts';
import type { Inbox } from '../webhooks/inbox.ts';
import { readBody } from '../webhooks/read-body.ts';
import { deliver, type NotificationHandler, type NotificationSource } from './deliver.ts';

/** Options of `recurring.handleCallback`. */
export interface CallbackOptions {
  /** Handles a notification. */
  readonly on: NotificationHandler;
  /** Remembers which notifications were handled. Default: the client's own, in memory. With several servers, share a `sqlInbox` or `redisInbox`. */
  readonly inbox?: Inbox | undefined;
  /** Called with the errors that handlers, the API and the inbox throw. Default `console.error`. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** `recurring.handleCallback`. */
export type HandleCallback = (request: Request, options: CallbackOptions) => Promise<Response>;

const MAX_BYTES = 65_536;
// Accepts every known form of id (a number, 32 characters, a UUID), and nothing that could change the path.
const ID = /^[\w-]{1,128}$/;

export function createHandleCallback(source: NotificationSource, inbox: Inbox): HandleCallback {
  return async (request, options) => {
    const { onError = console.error } = options;
    try {
      const body = await readBody(request, MAX_BYTES);
      if (body.length > MAX_BYTES) return new Response('body-too-large', { status: 413 });
      const [id = '', ...others] = new URLSearchParams(new TextDecoder().decode(body)).getAll('notification_id');
      if (!ID.test(id) || others.length > 0) return new Response('no-notification-id', { status: 400 });
      const notification = await source.get(id).catch(ignoreForged);
      if (!notification) return new Response('unknown-notification', { status: 404 });
      const outcome = await deliver(source, notification, options.on, options.inbox ?? inbox, onError);
      return new Response(outcome, { status: outcome === 'busy' ? 503 : 200 });
    } catch (error) {
      onError(error);
      return new Response('failed', { status: 500 });
    }
  };
}

/** The notification does not exist or belongs to someone else. Applies only to the fetch, not to a handler's error. */
function ignoreForged(error: unknown): undefined {
  if (!isNotFoundError(error) && !isPermissionError(error) && !isValidationError(error)) throw error;
}
