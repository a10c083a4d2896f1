import { isKind, kind } from '../kind.ts';
import { type ErrorContext, PayseraError } from '../paysera-error.ts';

/** The rate limit reported by the response. */
export interface RateLimit {
  /** Requests allowed in a window. */
  readonly limit?: number;
  /** Requests left in this window. */
  readonly remaining?: number;
  /** Seconds until the window resets. */
  readonly reset?: number;
}

/** The fields of an `ApiError`. */
export interface ApiErrorInit {
  /** HTTP status. */
  readonly status: number;
  /** Paysera's code. */
  readonly error: string;
  /** Paysera's explanation. */
  readonly description?: string | undefined;
  /** Messages by dotted field path in the request. */
  readonly fields?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Paysera's page about the error. */
  readonly errorUri?: string | undefined;
  /** The rate limit reported in the headers. */
  readonly rateLimit?: RateLimit | undefined;
  /** The raw response body. */
  readonly body?: string | undefined;
}

/** Paysera responded with an error. */
export class ApiError extends PayseraError {
  /** HTTP status. */
  readonly status: number;
  /** Paysera's code, e.g. `invalid_request`; `http_503` when the response has none. */
  readonly error: string;
  /** Paysera's explanation, for people to read: its wording may change. */
  readonly description: string | undefined;
  /** Messages by dotted field path in the request: `{ 'purchase.amount': ['…'] }`. Empty when there are none. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Paysera's page about the error, when the response names one. */
  readonly errorUri: string | undefined;
  /** The rate limit reported in the headers; undefined when they report none. */
  readonly rateLimit: RateLimit | undefined;
  // Private, so that no logger prints data that a server may have echoed.
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

  /** The raw response body, at most 8,192 characters. It may contain personal data: do not log it unchecked. */
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
