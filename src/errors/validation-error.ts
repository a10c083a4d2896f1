import { ApiError } from './api-error.ts';
import { isKind, kind } from './kind.ts';

/** 400 or 422: Paysera refused the request as it stands. `fields` names the places. Nothing happened; mend it and send again. */
export class ValidationError extends ApiError {
  static {
    kind(ValidationError.prototype, 'ValidationError');
  }
}

/** Whether `error` is a `ValidationError`. */
export function isValidationError(error: unknown): error is ValidationError {
  return isKind(error, 'ValidationError');
}
