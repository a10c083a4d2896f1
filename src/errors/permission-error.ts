import { ApiError } from './api-error.ts';
import { isKind, kind } from './kind.ts';

/** 403: the credentials are good, but not for this. Nothing happened. */
export class PermissionError extends ApiError {
  static {
    kind(PermissionError.prototype, 'PermissionError');
  }
}

/** Whether `error` is a `PermissionError`. */
export function isPermissionError(error: unknown): error is PermissionError {
  return isKind(error, 'PermissionError');
}
