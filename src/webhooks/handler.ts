import { assertHandlers, assertKnown } from '../errors/known-options.ts';
import { isWebhookVerificationError } from '../errors/webhook-verification-error.ts';
import type { WebhookHandlerOptions } from './handler-options.ts';
import { signatureOf } from './headers.ts';
import { readBody } from './http/read-body.ts';
import { refuseBody } from './http/refuse-body.ts';
import { webhookKey } from './inbox/inbox-key.ts';
import { memoryInbox } from './inbox/memory-inbox.ts';
import { revealAll } from './secrets.ts';
import { MAX_BYTES, verifyWebhook } from './verify.ts';

export const HANDLER_OPTIONS = [
  'secret',
  'on',
  'inbox',
  'tries',
  'badSignatureStatus',
  'maxBytes',
  'maxAge',
  'onError',
] as const;
export const HANDLERS = ['order', 'payment', 'refund', 'unknown'] as const;

const STATUS: Partial<Record<string, number>> = {
  'body-too-large': 413,
  'malformed-payload': 400,
};

/**
 * Creates a handler that verifies each delivery and runs `on[event.type]` once per event, however often it is
 * delivered.
 *
 * Responds with 200 when the event is handled, was handled before, was set aside, or has no handler; 400 for a malformed payload; 401
 * (or 403) for a bad signature or an event older than `maxAge`; 413 for a body that is too large; 500 when a handler
 * throws or the body takes longer than 10 seconds; and 503 while a handler is still running. After the last two, Paysera
 * retries. Paysera waits 10 seconds for the response.
 *
 * @throws {ConfigurationError} when the secret is empty or missing, or an option or a handler has a name that does not exist.
 * @example
 * export const POST = createWebhookHandler({ secret, on: { order: async (event) => save(event.order) } });
 * @see https://developers.paysera.com/guides/checkout-modern/api-integration/webhooks
 */
export function createWebhookHandler(options: WebhookHandlerOptions): (request: Request) => Promise<Response> {
  const { on, inbox = memoryInbox(), maxBytes = MAX_BYTES, badSignatureStatus = 401, onError = log } = options;
  revealAll(options.secret);
  assertKnown('createWebhookHandler', options, HANDLER_OPTIONS);
  assertHandlers(on, HANDLERS);
  return async (request) => {
    let verifying: boolean | undefined;
    try {
      const { headers } = request;
      if (request.bodyUsed) await refuseBody('body-not-raw');
      verifying = true;
      // Before a byte of the body is read.
      signatureOf(headers);
      const body = await readBody(request, maxBytes);
      const event = await verifyWebhook({ ...options, headers, body });
      verifying = false;
      const key = await webhookKey(event);
      const { handleEvent } = await import('./on-demand.ts');
      return await handleEvent({ ...options, inbox, onError }, { event, key, request, body });
    } catch (error) {
      onError(error);
      // Whatever fails besides the verification is asked for again: a 401 would make Paysera give the event up.
      const refused = verifying && isWebhookVerificationError(error);
      return new Response('failed', { status: refused ? (STATUS[error.reason] ?? badSignatureStatus) : 500 });
    }
  };
}

let advised: boolean | undefined;

/** Anybody can send a forged delivery: its advice is printed once, and a line each time after that. */
function log(error: unknown): void {
  const refused = isWebhookVerificationError(error);
  console.error(refused && advised ? error.message.split('\n', 1)[0] : error);
  advised ||= refused;
}
