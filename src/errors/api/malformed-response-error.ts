import { isKind, kind } from '../kind.ts';
import { type ErrorContext, PayseraError } from '../paysera-error.ts';

/** The response is not valid API output: HTML, invalid or truncated JSON, over the size limit, or a redirect. */
export class MalformedResponseError extends PayseraError {
  /** HTTP status of the response. */
  readonly status: number;
  // Private, so that no logger prints data that a server may have echoed.
  readonly #start: string;

  constructor(message: string, status: number, start: string, context: ErrorContext = {}) {
    super('malformed_response', message, context);
    this.status = status;
    this.#start = start.slice(0, 200);
  }

  /** The first 200 characters of the response. */
  get start(): string {
    return this.#start;
  }
  static {
    kind(MalformedResponseError.prototype, 'MalformedResponseError');
  }
}

/** Whether `error` is a `MalformedResponseError`. */
export function isMalformedResponseError(error: unknown): error is MalformedResponseError {
  return isKind(error, 'MalformedResponseError');
}
