import { isKind, kind } from '../kind.ts';
import { type ErrorContext, PayseraError } from '../paysera-error.ts';

/** The call exceeded its deadline, which covers every wait and the response body. */
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
