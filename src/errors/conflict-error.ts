import { ApiError } from './api-error.ts';
import { isKind, kind } from './kind.ts';

/** 409: the thing is not in a state for this (`invalid_state`). Read it again before anything else: it may have happened already. */
export class ConflictError extends ApiError {
  static {
    kind(ConflictError.prototype, 'ConflictError');
  }
}

/** Whether `error` is a `ConflictError`. */
export function isConflictError(error: unknown): error is ConflictError {
  return isKind(error, 'ConflictError');
}
