import { isKind, kind } from './kind.ts';
import { type ErrorContext, PayseraError } from './paysera-error.ts';

/** The answer is not what the API speaks: HTML, broken JSON, cut short, over the size limit, or a redirect. */
export class MalformedResponseError extends PayseraError {
  /** HTTP status of the answer. */
  readonly status: number;
  // Private, so that no logger prints what a server may have echoed.
  readonly #start: string;

  constructor(message: string, status: number, start: string, context: ErrorContext = {}) {
    super('malformed_response', message, context);
    this.status = status;
    this.#start = start.slice(0, 200);
  }

  /** The first 200 characters of the answer. */
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
