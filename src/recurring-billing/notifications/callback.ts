import { isNotFoundError, isPermissionError, isValidationError } from '../../errors/api/api-errors.ts';
import { assertHandlers, assertKnown } from '../../errors/known-options.ts';
import { readBody } from '../../webhooks/http/read-body.ts';
import type { Inbox } from '../../webhooks/inbox/inbox.ts';
import { revealAll, type WebhookSecret } from '../../webhooks/secrets.ts';
import { hmacHex, matches, utf8 } from '../../webhooks/signature.ts';
import { CallbackGuard } from './callback-guard.ts';
import { deliver, NOTIFICATION_HANDLERS, type NotificationHandler, type NotificationSource } from './deliver.ts';

/** Options of `recurring.handleCallback`. */
export interface CallbackOptions {
  /** Handles a notification. */
  readonly on: NotificationHandler;
  /**
   * The expected query parameter `secret` of the callback URL, since callbacks are not signed: set `callback_url:
   * 'https://shop.example/hooks/recurring?secret=…'`. Pass several during a rotation. The response to any other
   * callback is 403, and its body is not read. Default: not checked.
   */
  readonly urlSecret?: WebhookSecret | readonly WebhookSecret[] | undefined;
  /**
   * Remembers which notifications were handled. Default: the `inbox` of the client's `state`, or else one in memory.
   */
  readonly inbox?: Inbox | undefined;
  /** Called with the errors that handlers, the API and the inbox throw. Default `console.error`. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

export const CALLBACK_OPTIONS = ['on', 'urlSecret', 'inbox', 'onError'] as const;

/** `recurring.handleCallback`. */
export type HandleCallback = (request: Request, options: CallbackOptions) => Promise<Response>;

const MAX_BYTES = 65_536;
// Accepts every known form of id (a number, 32 characters, a UUID), and nothing that could change the path.
const ID = /^[\w-]{1,128}$/;

export function createHandleCallback(source: NotificationSource, inbox: Inbox): HandleCallback {
  const guard = new CallbackGuard();
  return async (request, options) => {
    const { onError = console.error } = options;
    try {
      assertKnown('handleCallback', options, CALLBACK_OPTIONS);
      assertHandlers(options.on, NOTIFICATION_HANDLERS);
      if ('urlSecret' in options && !(await hasSecret(request.url, revealAll(options.urlSecret)))) {
        return new Response('wrong-secret', { status: 403 });
      }
      const body = await readBody(request, MAX_BYTES);
      if (body.length > MAX_BYTES) return new Response('body-too-large', { status: 413 });
      const [id = '', ...others] = new URLSearchParams(new TextDecoder().decode(body)).getAll('notification_id');
      if (!ID.test(id) || others.length > 0) return new Response('no-notification-id', { status: 400 });
      const handled = await guard.run(
        id,
        () => source.get(id).catch(ignoreForged),
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

/** Compares HMACs under a random key, so that the time it takes reveals nothing about the secret. */
async function hasSecret(url: string, secrets: readonly string[]): Promise<boolean> {
  const key = crypto.randomUUID();
  const signature = await hmacHex(new URL(url).searchParams.get('secret') ?? '', key);
  const found = await Promise.all(secrets.map((secret) => matches(signature, utf8.encode(secret), key)));
  return found.includes(true);
}

/** The notification does not exist or belongs to someone else. Applies only to the fetch, not to a handler's error. */
function ignoreForged(error: unknown): undefined {
  if (!isNotFoundError(error) && !isPermissionError(error) && !isValidationError(error)) throw error;
}
