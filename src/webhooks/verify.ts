import { WebhookVerificationError } from '../errors/webhook-verification-error.ts';
import { readEvent, type WebhookEvent } from './events.ts';
import { signatureOf, type WebhookHeaders } from './headers.ts';
import { refuseBody } from './http/refuse-body.ts';
import { revealAll, type WebhookSecret } from './secrets.ts';
import { matches, utf8 } from './signature.ts';

/** A delivery as received, and the secret to verify it with. */
export interface VerifyWebhookInput {
  /** The raw bytes, or the same as a string. Never a parsed object. */
  readonly body: Uint8Array | ArrayBuffer | string;
  /** As the framework provides them. */
  readonly headers: WebhookHeaders;
  /** The OAuth client secret; several during a rotation. */
  readonly secret: WebhookSecret | readonly WebhookSecret[];
  /** In bytes. A longer body is rejected unread. Default 1 MiB. */
  readonly maxBytes?: number | undefined;
  /**
   * Milliseconds since the event, by the time in the signed body: an older delivery is rejected, since somebody may have
   * kept it to send it again once the inbox has forgotten it. Values below 31 hours count as 31 hours, because Paysera
   * itself retries that long. Default: no limit. An unknown event has no time and always passes.
   */
  readonly maxAge?: number | undefined;
}

export const MAX_BYTES = 1_048_576;
/** Paysera's last retry, 1, 5 and 25 hours after one another. */
const LAST_RETRY = 111_600_000;

/**
 * Verifies that Paysera signed a delivery, and returns its event. This is the only way to get an event.
 *
 * The signature covers the raw bytes. The time of the delivery is not signed, and Paysera retries for 31 hours, so
 * there is no timestamp tolerance: the inbox takes care of duplicates, and `maxAge` checks the time in the signed body.
 * Safe to retry: it has no side effects.
 *
 * @throws {WebhookVerificationError} when the delivery cannot be trusted or parsed; `reason` says why.
 * @throws {ConfigurationError} when the secret is empty or missing.
 * @example
 * const event = await verifyWebhook({ body: await request.arrayBuffer(), headers: request.headers, secret });
 * if (event.type === 'order') console.log(event.order.merchant_order_id, event.order.status);
 * @see https://developers.paysera.com/guides/checkout-modern/api-integration/webhooks
 */
export async function verifyWebhook(input: VerifyWebhookInput): Promise<WebhookEvent> {
  const secrets = revealAll(input.secret);
  const body = bytesOf(input.body);
  if (typeof body === 'string') return refuseBody('body-not-raw', body);
  const { maxBytes = MAX_BYTES, maxAge = NaN } = input;
  if (!(body.length <= maxBytes)) {
    throw new WebhookVerificationError('body-too-large', `The body is longer than maxBytes (${maxBytes}).`);
  }
  const signature = signatureOf(input.headers ?? {});
  for (const secret of secrets) {
    const match = matches(signature, body, secret);
    // Awaits only a promise: awaiting a boolean would cost a microtask.
    if (match === true || (match && (await match))) {
      const event = readEvent(body);
      const { type, payload } = event;
      const time = type === 'order' ? event.order.updated_at : type === 'unknown' ? NaN : payload.timestamp;
      // Without a limit or a time, a comparison with NaN, which is false.
      if (Date.now() - 1000 * time > Math.max(maxAge, LAST_RETRY)) {
        throw new WebhookVerificationError('too-old', 'The event is older than maxAge.');
      }
      return event;
    }
  }
  return refuseBody('wrong-signature');
}

/** The bytes of a raw body; the name of its class for any other one. */
function bytesOf(body: unknown): Uint8Array<ArrayBuffer> | string {
  if (typeof body === 'string') return utf8.encode(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength);
  // Not instanceof: test environments and frames have their own classes.
  const tag = Object.prototype.toString.call(body).slice(8, -1);
  return tag === 'ArrayBuffer' ? new Uint8Array(body as ArrayBuffer) : tag;
}
