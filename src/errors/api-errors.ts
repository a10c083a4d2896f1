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

/** 401: the credentials are missing, wrong or not valid now. Nothing happened. */
export class AuthenticationError extends ApiError {
  static {
    kind(AuthenticationError.prototype, 'AuthenticationError');
  }
}

/** Whether `error` is an `AuthenticationError`. */
export function isAuthenticationError(error: unknown): error is AuthenticationError {
  return isKind(error, 'AuthenticationError');
}

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

/** 400 `payment_collection_not_activated`: the project may not take payments yet. Activate it in the merchant portal, or switch on Test Mode. */
export class PaymentCollectionNotActivatedError extends ApiError {
  static {
    kind(PaymentCollectionNotActivatedError.prototype, 'PaymentCollectionNotActivatedError');
  }
}

/** Whether `error` is a `PaymentCollectionNotActivatedError`. */
export function isPaymentCollectionNotActivatedError(error: unknown): error is PaymentCollectionNotActivatedError {
  return isKind(error, 'PaymentCollectionNotActivatedError');
}
