import { isKind, kind } from '../kind.ts';
import type { ErrorContext } from '../paysera-error.ts';
import { ApiError, type ApiErrorInit } from './api-error.ts';

/**
 * 429, or the rate gate found that no slot becomes free before the deadline. Nothing happened. Call again after
 * `retryAfter` seconds, or set a longer `timeout` so that the call waits for a slot.
 */
export class RateLimitError extends ApiError {
  /** Seconds until a call can go through, when known. */
  readonly retryAfter: number | undefined;

  constructor(message: string, init: ApiErrorInit & { retryAfter?: number | undefined }, context: ErrorContext = {}) {
    super(message, init, context);
    this.retryAfter = init.retryAfter;
  }
  static {
    kind(RateLimitError.prototype, 'RateLimitError');
  }
}

/** Whether `error` is a `RateLimitError`. */
export function isRateLimitError(error: unknown): error is RateLimitError {
  return isKind(error, 'RateLimitError');
}
