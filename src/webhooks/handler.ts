import { isWebhookVerificationError } from '../errors/webhook-verification-error.ts';
import type { OrderWebhook, PaymentWebhook, RefundWebhook, UnknownWebhook, WebhookEvent } from './events.ts';
import { signatureOf } from './headers.ts';
import { type Inbox, memoryInbox } from './inbox/inbox.ts';
import { webhookKey } from './inbox/inbox-key.ts';
import { processOnce } from './inbox/process-once.ts';
import { readBody } from './read-body.ts';
import { refuseBody } from './refuse-body.ts';
import { revealAll, type WebhookSecret } from './secrets.ts';
import { MAX_BYTES, verifyWebhook } from './verify.ts';

/**
 * Handlers by type of event. `request` gives access to the URL and headers, which are not signed. When a handler
 * throws, Paysera retries the delivery after 1, 5 and 25 hours.
 */
export interface WebhookHandlers {
  /** The paid amount of an order changed. */
  order?(event: OrderWebhook, request: Request): unknown;
  /** The status of a payment changed. */
  payment?(event: PaymentWebhook, request: Request): unknown;
  /** The status of a refund changed. */
  refund?(event: RefundWebhook, request: Request): unknown;
  /** Anything else that Paysera signed. */
  unknown?(event: UnknownWebhook, request: Request): unknown;
}

/** Options of `createWebhookHandler`. */
export interface WebhookHandlerOptions {
  /** The OAuth client secret of the project; several during a rotation. */
  readonly secret: WebhookSecret | readonly WebhookSecret[];
  /** Handlers by type of event. */
  readonly on: WebhookHandlers;
  /** Remembers which events were handled. Default: `memoryInbox()`, which covers only this process. */
  readonly inbox?: Inbox | undefined;
  /** Default 401, after which Paysera gives up on the delivery. With 403 it retries, so you have time to fix the secret. */
  readonly badSignatureStatus?: 401 | 403 | undefined;
  /** In bytes. Default 1 MiB. */
  readonly maxBytes?: number | undefined;
  /** Milliseconds: see `verifyWebhook`. No longer than the inbox remembers, so that a replay it has forgotten is rejected. */
  readonly maxAge?: number | undefined;
  /**
   * Called for every rejected delivery and with every error of handlers and the inbox. Default: logs it; the advice on a
   * rejected delivery only once per process, one line after that.
   */
  readonly onError?: ((error: unknown) => void) | undefined;
}

const STATUS: Partial<Record<string, number>> = {
  'body-too-large': 413,
  'malformed-payload': 400,
};

/**
 * Creates a handler that verifies each delivery and runs `on[event.type]` once per event, however often it is
 * delivered.
 *
 * Responds with 200 when the event is handled, was handled before, or has no handler; 400 for a malformed payload; 401
 * (or 403) for a bad signature or an event older than `maxAge`; 413 for a body that is too large; 500 when a handler
 * throws or the body takes longer than 10 seconds; and 503 while a handler is still running. After the last two, Paysera
 * retries. Paysera waits 10 seconds for the response.
 *
 * @throws {ConfigurationError} when the secret is empty or missing.
 * @example
 * export const POST = createWebhookHandler({ secret, on: { order: async (event) => save(event.order) } });
 * @see https://developers.paysera.com/guides/checkout-modern/api-integration/webhooks
 */
export function createWebhookHandler(options: WebhookHandlerOptions): (request: Request) => Promise<Response> {
  const { on, inbox = memoryInbox(), maxBytes = MAX_BYTES, badSignatureStatus = 401, onError = log } = options;
  revealAll(options.secret);
  return async (request) => {
    let verifying: boolean | undefined;
    try {
      const { headers } = request;
      if (request.bodyUsed) await refuseBody('body-not-raw');
      verifying = true;
      // Before a byte of the body is read.
      signatureOf(headers);
      const event = await verifyWebhook({ ...options, headers, body: await readBody(request, maxBytes) });
      verifying = false;
      const handle = on[event.type] as ((event: WebhookEvent, request: Request) => unknown) | undefined;
      if (!handle) return new Response('ignored');
      const outcome = await processOnce(inbox, await webhookKey(event), () => handle.call(on, event, request), onError);
      return new Response(outcome, { status: outcome === 'busy' ? 503 : 200 });
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
