import { isKind, kind } from './kind.ts';
import { type ErrorContext, PayseraError } from './paysera-error.ts';

/** A list cannot be continued: a cursor came back twice, or more pages were announced without a cursor. */
export class PaginationError extends PayseraError {
  constructor(message: string, context: ErrorContext = {}) {
    super('pagination', message, context);
  }
  static {
    kind(PaginationError.prototype, 'PaginationError');
  }
}

/** Whether `error` is a `PaginationError`. */
export function isPaginationError(error: unknown): error is PaginationError {
  return isKind(error, 'PaginationError');
}
