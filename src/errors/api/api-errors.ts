import { isKind, kind } from '../kind.ts';
import { ApiError } from './api-error.ts';

/**
 * 400 or 422: Paysera rejected the request. `fields` names the invalid fields. Nothing happened: fix them and send it
 * again.
 */
export class ValidationError extends ApiError {
  static {
    kind(ValidationError.prototype, 'ValidationError');
  }
}

/** Whether `error` is a `ValidationError`. */
export function isValidationError(error: unknown): error is ValidationError {
  return isKind(error, 'ValidationError');
}

/** 401: the credentials are missing, wrong or expired. Nothing happened. */
export class AuthenticationError extends ApiError {
  static {
    kind(AuthenticationError.prototype, 'AuthenticationError');
  }
}

/** Whether `error` is an `AuthenticationError`. */
export function isAuthenticationError(error: unknown): error is AuthenticationError {
  return isKind(error, 'AuthenticationError');
}

/** 403: the credentials are valid but do not permit this. Nothing happened. */
export class PermissionError extends ApiError {
  static {
    kind(PermissionError.prototype, 'PermissionError');
  }
}

/** Whether `error` is a `PermissionError`. */
export function isPermissionError(error: unknown): error is PermissionError {
  return isKind(error, 'PermissionError');
}

/** 404: the resource does not exist, or it belongs to another project. */
export class NotFoundError extends ApiError {
  static {
    kind(NotFoundError.prototype, 'NotFoundError');
  }
}

/** Whether `error` is a `NotFoundError`. */
export function isNotFoundError(error: unknown): error is NotFoundError {
  return isKind(error, 'NotFoundError');
}

/** 406: Paysera cannot respond in the requested format. */
export class NotAcceptableError extends ApiError {
  static {
    kind(NotAcceptableError.prototype, 'NotAcceptableError');
  }
}

/** Whether `error` is a `NotAcceptableError`. */
export function isNotAcceptableError(error: unknown): error is NotAcceptableError {
  return isKind(error, 'NotAcceptableError');
}

/** 409: the resource's state does not allow this (`invalid_state`). Fetch it first: the change may already have been made. */
export class ConflictError extends ApiError {
  static {
    kind(ConflictError.prototype, 'ConflictError');
  }
}

/** Whether `error` is a `ConflictError`. */
export function isConflictError(error: unknown): error is ConflictError {
  return isKind(error, 'ConflictError');
}

/** 5xx: Paysera failed. Reads were retried; calls that create something or move money throw `OutcomeUnknownError` instead. */
export class ServerError extends ApiError {
  static {
    kind(ServerError.prototype, 'ServerError');
  }
}

/** Whether `error` is a `ServerError`. */
export function isServerError(error: unknown): error is ServerError {
  return isKind(error, 'ServerError');
}

/**
 * 400 `payment_collection_not_activated`: the project cannot take payments yet. Activate it in the merchant portal, or
 * turn on Test Mode.
 */
export class PaymentCollectionNotActivatedError extends ApiError {
  static {
    kind(PaymentCollectionNotActivatedError.prototype, 'PaymentCollectionNotActivatedError');
  }
}

/** Whether `error` is a `PaymentCollectionNotActivatedError`. */
export function isPaymentCollectionNotActivatedError(error: unknown): error is PaymentCollectionNotActivatedError {
  return isKind(error, 'PaymentCollectionNotActivatedError');
}
