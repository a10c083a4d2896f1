import { isKind, kind } from './kind.ts';
import { type ErrorContext, PayseraError } from './paysera-error.ts';

/** The rate limit as the answer told it. */
export interface RateLimit {
  /** Requests allowed in a window. */
  readonly limit?: number;
  /** Requests left in this window. */
  readonly remaining?: number;
  /** Seconds until the window resets. */
  readonly reset?: number;
}

/** What an `ApiError` is made of. */
export interface ApiErrorInit {
  /** HTTP status. */
  readonly status: number;
  /** Paysera's code. */
  readonly error: string;
  /** Paysera's explanation. */
  readonly description?: string | undefined;
  /** Messages by dotted place in the request. */
  readonly fields?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Paysera's page about the error. */
  readonly errorUri?: string | undefined;
  /** What the headers said of the allowance. */
  readonly rateLimit?: RateLimit | undefined;
  /** The answer as it came. */
  readonly body?: string | undefined;
}

/** Paysera answered, and the answer is an error. */
export class ApiError extends PayseraError {
  /** HTTP status. */
  readonly status: number;
  /** Paysera's code, e.g. `invalid_request`; `http_503` where the answer has none. */
  readonly error: string;
  /** Paysera's explanation. For people: its wording may change. */
  readonly description: string | undefined;
  /** Messages by dotted place in the request: `{ 'purchase.amount': ['…'] }`. Empty when none were given. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Paysera's page about the error, where the answer names one. */
  readonly errorUri: string | undefined;
  /** What the headers said of the allowance; undefined when they said nothing. */
  readonly rateLimit: RateLimit | undefined;
  // Private, so that no logger prints what a server may have echoed.
  readonly #body: string | undefined;

  constructor(message: string, init: ApiErrorInit, context: ErrorContext = {}) {
    super(init.error, message, context);
    this.status = init.status;
    this.error = init.error;
    this.description = init.description;
    this.fields = init.fields ?? {};
    this.errorUri = init.errorUri;
    this.rateLimit = init.rateLimit;
    this.#body = init.body;
  }

  /** The answer as it came, at most 8,192 characters. It may hold personal data: do not log it unseen. */
  get body(): string | undefined {
    return this.#body;
  }
  static {
    kind(ApiError.prototype, 'ApiError');
  }
}

/** Whether `error` is an `ApiError` of any status. */
export function isApiError(error: unknown): error is ApiError {
  return isKind(error, 'ApiError');
}
