import { isKind, kind } from './kind.ts';
import { type ErrorContext, PayseraError } from './paysera-error.ts';

/** The deadline of the call passed, waits and body included. */
export class TimeoutError extends PayseraError {
  constructor(message: string, context: ErrorContext = {}) {
    super('timeout', message, context);
  }
  static {
    kind(TimeoutError.prototype, 'TimeoutError');
  }
}

/** Whether `error` is a `TimeoutError`. */
export function isTimeoutError(error: unknown): error is TimeoutError {
  return isKind(error, 'TimeoutError');
}
