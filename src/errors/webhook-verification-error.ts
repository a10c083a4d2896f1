import { isKind, kind } from './kind.ts';
import { PayseraError } from './paysera-error.ts';

/** Why a delivery was rejected. */
export type WebhookRefusal =
  /** Not raw bytes: a parsed object, or a body that was already read. The receiver's own setup needs fixing. */
  | 'body-not-raw'
  | 'body-too-large'
  | 'missing-signature'
  | 'malformed-signature'
  | 'missing-algorithm'
  | 'unknown-algorithm'
  | 'wrong-signature'
  /** Signed by Paysera, but not JSON, or without a field that its event type requires. */
  | 'malformed-payload'
  /** Signed longer ago than `maxAge`: sent again by somebody who kept it. */
  | 'too-old';

/** A delivery that cannot be trusted, or cannot be parsed. `reason` says why, and the message says how to fix it. */
export class WebhookVerificationError extends PayseraError {
  /** Why it was rejected. */
  readonly reason: WebhookRefusal;

  constructor(reason: WebhookRefusal, message: string) {
    super('webhook_verification', message);
    this.reason = reason;
  }
  static {
    kind(WebhookVerificationError.prototype, 'WebhookVerificationError');
  }
}

/** Whether `error` is a `WebhookVerificationError`. */
export function isWebhookVerificationError(error: unknown): error is WebhookVerificationError {
  return isKind(error, 'WebhookVerificationError');
}
