import { isKind, kind } from '../kind.ts';
import { type ErrorContext, PayseraError } from '../paysera-error.ts';

/** The caller's signal ended the call. `cause` is the caller's own reason. */
export class AbortError extends PayseraError {
  constructor(message: string, context: ErrorContext = {}) {
    super('aborted', message, context);
  }
  static {
    kind(AbortError.prototype, 'AbortError');
  }
}

/** Whether `error` is an `AbortError`. */
export function isAbortError(error: unknown): error is AbortError {
  return isKind(error, 'AbortError');
}
