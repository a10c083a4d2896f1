import { isKind, kind } from './kind.ts';
import { PayseraError } from './paysera-error.ts';

/** Why a delivery was refused. */
export type WebhookRefusal =
  /** Not raw bytes: a parsed object, or a body that was read before. The fault is in the receiver's own set-up. */
  | 'body-not-raw'
  | 'body-too-large'
  | 'missing-signature'
  | 'malformed-signature'
  | 'missing-algorithm'
  | 'unknown-algorithm'
  | 'wrong-signature'
  /** Signed by Paysera, but not JSON, or without what an event of its type must hold. */
  | 'malformed-payload'
  /** Signed longer ago than `maxAge`: sent again by somebody who kept it. */
  | 'too-old';

/** A delivery that cannot be trusted, or not be read. `reason` says why, and the message how to mend it. */
export class WebhookVerificationError extends PayseraError {
  /** Why it was refused. */
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
