import type { Attempt } from './attempt.ts';
import { isKind, kind } from './kind.ts';

/** What every error knows of the call it ends. */
export interface ErrorContext {
  /** The operation's id in the OpenAPI document, e.g. `createOrder`. */
  readonly operation?: string | undefined;
  /** Paysera's id of the request, to quote to their support. */
  readonly requestId?: string | undefined;
  readonly attempts?: readonly Attempt[] | undefined;
  /** The key that was sent, for operations that take one. Repeat with it, and nothing happens twice. */
  readonly idempotencyKey?: string | undefined;
  readonly cause?: unknown;
}

/** The base of every error this package throws. Its message says what to do next; its fields are safe to log. */
export class PayseraError extends Error {
  /** A stable, machine-readable code. For answers of the API: the API's own `error`. */
  readonly code: string;
  readonly operation: string | undefined;
  readonly requestId: string | undefined;
  readonly attempts: readonly Attempt[];
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
