import type { Attempt } from './attempt.ts';
import { isKind, kind } from './kind.ts';

/** What every error knows about its call. */
export interface ErrorContext {
  /** The operation's id in the OpenAPI document, e.g. `createOrder`. */
  readonly operation?: string | undefined;
  /** The HTTP method. */
  readonly method?: string | undefined;
  /** The URL with the names of its parameters in place of their values, e.g. `https://…/orders/{id}?status[]`. */
  readonly url?: string | undefined;
  /** Paysera's id of the request, to quote to their support. */
  readonly requestId?: string | undefined;
  /** Each attempt, oldest first. */
  readonly attempts?: readonly Attempt[] | undefined;
  /** The key that was sent, for operations that take one. Retry with the same key, and nothing happens twice. */
  readonly idempotencyKey?: string | undefined;
  /** What went wrong underneath. */
  readonly cause?: unknown;
}

/**
 * The base class of every error this package throws. The message says what to do next, and the fields are safe to log.
 *
 * Any call may throw these, in addition to the errors that its own documentation lists:
 * - Nothing was sent: `ConfigurationError`, when an option or an id is wrong.
 * - Paysera rejected the request, and nothing happened: `ValidationError` (400, 422), `AuthenticationError` (401),
 *   `PermissionError` (403), `NotFoundError` (404), `NotAcceptableError` (406), `RateLimitError` (429). After a
 *   `ConflictError` (409), fetch the resource: an earlier call may have made the change.
 * - No usable response arrived, but nothing happened, or the call is safe to retry: `ConnectionError`, `TimeoutError`,
 *   `AbortError`, `MalformedResponseError`, `ServerError` (5xx).
 * - No usable response arrived, and the call may have taken effect: `OutcomeUnknownError`.
 * - The call took effect, but its response cannot be used: `ResponseValidationError`.
 */
export class PayseraError extends Error {
  /** A stable, machine-readable code. For API errors: the API's own `error`. */
  readonly code: string;
  /** The operation's id in the OpenAPI document, e.g. `createOrder`. */
  readonly operation: string | undefined;
  /** The HTTP method. `undefined` when the error does not belong to a request. */
  readonly method: string | undefined;
  /** The URL with the names of its parameters in place of their values: `https://…/orders/{id}?status[]`. */
  readonly url: string | undefined;
  /** Paysera's id of the request, to quote to their support. */
  readonly requestId: string | undefined;
  /** Each attempt, oldest first. Empty when nothing was sent. */
  readonly attempts: readonly Attempt[];
  /** The key that was sent, for operations that take one. Retry with the same key, and nothing happens twice. */
  readonly idempotencyKey: string | undefined;

  constructor(code: string, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.code = code;
    this.operation = context.operation;
    this.method = context.method;
    this.url = context.url;
    this.requestId = context.requestId;
    this.attempts = context.attempts ?? [];
    this.idempotencyKey = context.idempotencyKey;
  }

  /** What `JSON.stringify` and structured loggers show: the name, the message and the fields that are safe to log. */
  toJSON(): object {
    return Object.assign({ name: this.name, message: this.message }, this);
  }
  static {
    kind(PayseraError.prototype, 'PayseraError');
  }
}

/** Whether `error` was thrown by this package, or by another copy of it. */
export function isPayseraError(error: unknown): error is PayseraError {
  return isKind(error, 'PayseraError');
}
