import { ApiError } from './api-error.ts';
import { isKind, kind } from './kind.ts';

/** 406: Paysera cannot answer in the format asked for. */
export class NotAcceptableError extends ApiError {
  static {
    kind(NotAcceptableError.prototype, 'NotAcceptableError');
  }
}

/** Whether `error` is a `NotAcceptableError`. */
export function isNotAcceptableError(error: unknown): error is NotAcceptableError {
  return isKind(error, 'NotAcceptableError');
}
