import type { Attempt } from './attempt.ts';
import { isKind, kind } from './kind.ts';

/** What every error knows of the call it ends. */
export interface ErrorContext {
  /** The operation's id in the OpenAPI document, e.g. `createOrder`. */
  readonly operation?: string | undefined;
  /** Paysera's id of the request, to quote to their support. */
  readonly requestId?: string | undefined;
  /** Each try, oldest first. */
  readonly attempts?: readonly Attempt[] | undefined;
  /** The key that was sent, for operations that take one. Repeat with it, and nothing happens twice. */
  readonly idempotencyKey?: string | undefined;
  /** What went wrong underneath. */
  readonly cause?: unknown;
}

/**
 * The base of every error this package throws. Its message says what to do next; its fields are safe to log.
 *
 * Any call may end with these, besides those its own documentation names:
 * - Nothing was sent: `ConfigurationError`, an option or an id is wrong.
 * - Paysera refused, and nothing happened: `ValidationError` (400, 422), `AuthenticationError` (401), `PermissionError`
 *   (403), `NotFoundError` (404), `NotAcceptableError` (406), `RateLimitError` (429). After a `ConflictError` (409) read
 *   the thing: an earlier call may have done it.
 * - No usable answer came, but nothing happened, or repeating harms nothing: `ConnectionError`, `TimeoutError`,
 *   `AbortError`, `MalformedResponseError`, `ServerError` (5xx).
 * - No usable answer came, and it may have happened: `OutcomeUnknownError`.
 * - It happened, and the answer cannot be used: `ResponseValidationError`.
 */
export class PayseraError extends Error {
  /** A stable, machine-readable code. For answers of the API: the API's own `error`. */
  readonly code: string;
  /** The operation's id in the OpenAPI document, e.g. `createOrder`. */
  readonly operation: string | undefined;
  /** Paysera's id of the request, to quote to their support. */
  readonly requestId: string | undefined;
  /** Each try, oldest first. Empty when nothing was sent. */
  readonly attempts: readonly Attempt[];
  /** The key that was sent, for operations that take one. Repeat with it, and nothing happens twice. */
  readonly idempotencyKey: string | undefined;

  constructor(code: string, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.code = code;
    this.operation = context.operation;
    this.requestId = context.requestId;
    this.attempts = context.attempts ?? [];
    this.idempotencyKey = context.idempotencyKey;
  }
  static {
    kind(PayseraError.prototype, 'PayseraError');
  }
}

/** Whether `error` came from this package, whichever copy of it. */
export function isPayseraError(error: unknown): error is PayseraError {
  return isKind(error, 'PayseraError');
}
