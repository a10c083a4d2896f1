import { ApiError } from './api-error.ts';
import { isKind, kind } from './kind.ts';

/** 401: the credentials are missing, wrong or not valid now. Nothing happened. */
export class AuthenticationError extends ApiError {
  static {
    kind(AuthenticationError.prototype, 'AuthenticationError');
  }
}

/** Whether `error` is a `AuthenticationError`. */
export function isAuthenticationError(error: unknown): error is AuthenticationError {
  return isKind(error, 'AuthenticationError');
}
