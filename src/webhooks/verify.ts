import { WebhookVerificationError } from '../errors/webhook-verification-error.ts';
import { readEvent, type WebhookEvent } from './events.ts';
import { signatureOf, type WebhookHeaders } from './headers.ts';
import { adviseRawBody } from './raw-body-advice.ts';
import { revealAll, type WebhookSecret } from './secrets.ts';
import { matches, utf8 } from './signature.ts';

/** A delivery as it arrived, and the secret to check it by. */
export interface VerifyWebhookInput {
  /** The raw bytes, or their text. Never an object that a JSON parser made. */
  readonly body: Uint8Array | ArrayBuffer | string;
  /** As the framework has them. */
  readonly headers: WebhookHeaders;
  /** The OAuth client secret; several while one replaces the other. */
  readonly secret: WebhookSecret | readonly WebhookSecret[];
  /** In bytes. A longer body is refused unread. Default 1 MiB. */
  readonly maxBytes?: number | undefined;
  /**
   * Milliseconds since what the signed body says happened: an older delivery is refused, as somebody may have kept it to
   * send it again once the inbox has forgotten it. Less than 31 hours counts as 31 hours, for which Paysera itself sends
   * again. Default: no limit. An event without a time, of a type that is not known here, passes.
   */
  readonly maxAge?: number | undefined;
}

export const MAX_BYTES = 1_048_576;
/** Paysera's last retry, 1, 5 and 25 hours after one another. */
const LAST_RETRY = 111_600_000;

/**
 * Checks that Paysera signed a delivery, and returns its event. There is no other way to one.
 *
 * The signature covers the raw bytes. The time of the delivery is not signed, and Paysera sends again for 31 hours, so no
 * tolerance is applied: duplicates are the inbox's business, and `maxAge` looks at the time in the body, which is signed.
 * May be repeated: it keeps nothing.
 *
 * @throws {WebhookVerificationError} whatever is wrong with the delivery; `reason` says what.
 * @throws {ConfigurationError} when the secret is empty or missing.
 * @example
 * const event = await verifyWebhook({ body: await request.arrayBuffer(), headers: request.headers, secret });
 * if (event.type === 'order') console.log(event.order.merchant_order_id, event.order.status);
 * @see https://developers.paysera.com/guides/checkout-modern/api-integration/webhooks
 */
export async function verifyWebhook(input: VerifyWebhookInput): Promise<WebhookEvent> {
  const secrets = revealAll(input.secret);
  const body = bytesOf(input.body);
  const { maxBytes = MAX_BYTES, maxAge = NaN } = input;
  if (!(body.length <= maxBytes)) {
    throw new WebhookVerificationError('body-too-large', `body is longer than maxBytes, ${maxBytes}.`);
  }
  const signature = signatureOf(input.headers ?? {});
  for (const secret of secrets) {
    const match = matches(signature, body, secret);
    // Not awaited where the answer is there at once: that would cost a turn.
    if (match === true || (match && (await match))) {
      const event = readEvent(body);
      const { type, payload } = event;
      const time = type === 'order' ? event.order.updated_at : type === 'unknown' ? NaN : payload.timestamp;
      // Without a limit or a time, a comparison with NaN, which is false.
      if (Date.now() - 1000 * time > Math.max(maxAge, LAST_RETRY)) {
        throw new WebhookVerificationError('too-old', 'Older than maxAge.');
      }
      return event;
    }
  }
  throw adviseRawBody('wrong-signature', 'The signature is not of this body and OAuth client secret');
}

function bytesOf(body: unknown): Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return utf8.encode(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength);
  // Not instanceof: test environments and frames have classes of their own.
  const tag = Object.prototype.toString.call(body).slice(8, -1);
  if (tag === 'ArrayBuffer') return new Uint8Array(body as ArrayBuffer);
  throw adviseRawBody('body-not-raw', `\`body\` is a parsed ${tag}`);
}
