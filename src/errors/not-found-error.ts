import { ApiError } from './api-error.ts';
import { isKind, kind } from './kind.ts';

/** 404: there is no such thing, or it belongs to another project. */
export class NotFoundError extends ApiError {
  static {
    kind(NotFoundError.prototype, 'NotFoundError');
  }
}

/** Whether `error` is a `NotFoundError`. */
export function isNotFoundError(error: unknown): error is NotFoundError {
  return isKind(error, 'NotFoundError');
}
