import { isNotFoundError, isPermissionError, isValidationError } from '../errors/api-errors.ts';
import type { Inbox } from '../webhooks/inbox.ts';
import { readBody } from '../webhooks/read-body.ts';
import { revealAll, type WebhookSecret } from '../webhooks/secrets.ts';
import { hmacHex, matches, utf8 } from '../webhooks/signature.ts';
import { CallbackGuard } from './callback-guard.ts';
import { deliver, type NotificationHandler, type NotificationSource } from './deliver.ts';

/** Options of `recurring.handleCallback`. */
export interface CallbackOptions {
  /** What to do with a notification. */
  readonly on: NotificationHandler;
  /**
   * What the callback's URL must have as its query parameter `secret`, since callbacks are not signed: send
   * `callback_url: 'https://shop.example/hooks/recurring?secret=…'`. Several while one replaces the other. Any other
   * callback is answered 403, unread. Default: not checked.
   */
  readonly urlSecret?: WebhookSecret | readonly WebhookSecret[] | undefined;
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
  const guard = new CallbackGuard();
  return async (request, options) => {
    const { onError = console.error } = options;
    try {
      if ('urlSecret' in options && !(await hasSecret(request.url, revealAll(options.urlSecret)))) {
        return new Response('wrong-secret', { status: 403 });
      }
      const body = await readBody(request, MAX_BYTES);
      if (body.length > MAX_BYTES) return new Response('body-too-large', { status: 413 });
      const [id = '', ...others] = new URLSearchParams(new TextDecoder().decode(body)).getAll('notification_id');
      if (!ID.test(id) || others.length > 0) return new Response('no-notification-id', { status: 400 });
      const handled = await guard.run(
        id,
        () => source.get(id).catch(undefinedIfForged),
        async (notification) => {
          const outcome = await deliver(source, notification, options.on, options.inbox ?? inbox, onError);
          return new Response(outcome, { status: outcome === 'busy' ? 503 : 200 });
        },
      );
      if (handled instanceof Response) return handled;
      if (handled === 'forged') return new Response('unknown-notification', { status: 404 });
      return new Response('busy', { status: 503, headers: { 'Retry-After': String(handled.retryAfter) } });
    } catch (error) {
      onError(error);
      return new Response('failed', { status: 500 });
    }
  };
}

/** Compared by their HMACs under a key of this process: the time it takes tells nothing of the secret. */
async function hasSecret(url: string, secrets: readonly string[]): Promise<boolean> {
  const key = crypto.randomUUID();
  const given = await hmacHex(new URL(url).searchParams.get('secret') ?? '', key);
  const found = await Promise.all(secrets.map((secret) => matches(given, utf8.encode(secret), key)));
  return found.includes(true);
}

/** Nobody has such a notification, or somebody else has. Only the answer to the fetch says so, no error of a handler. */
function undefinedIfForged(error: unknown): undefined {
  if (!isNotFoundError(error) && !isPermissionError(error) && !isValidationError(error)) throw error;
}
