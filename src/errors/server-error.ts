import { ApiError } from './api-error.ts';
import { isKind, kind } from './kind.ts';

/** 5xx: Paysera failed. Reads were repeated; what creates or moves money ends in `OutcomeUnknownError` instead. */
export class ServerError extends ApiError {
  static {
    kind(ServerError.prototype, 'ServerError');
  }
}

/** Whether `error` is a `ServerError`. */
export function isServerError(error: unknown): error is ServerError {
  return isKind(error, 'ServerError');
}
