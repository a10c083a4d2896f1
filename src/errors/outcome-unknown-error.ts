import { isKind, kind } from './kind.ts';
import { type ErrorContext, PayseraError } from './paysera-error.ts';

/** What `resolve()` found out. */
export type Resolution<T = unknown> =
  | { readonly outcome: 'happened'; readonly value: T }
  | { readonly outcome: 'did-not-happen' }
  | { readonly outcome: 'unknown'; readonly candidates?: readonly T[] };

/**
 * The request was sent, and whether it took effect is not known. Do not send it again: call `resolve()`, which looks.
 * `cause` is what went wrong.
 */
export class OutcomeUnknownError<T = unknown> extends PayseraError {
  readonly #resolve: ((signal?: AbortSignal) => Promise<Resolution<T>>) | undefined;

  constructor(message: string, context: ErrorContext = {}, resolve?: (signal?: AbortSignal) => Promise<Resolution<T>>) {
    super('outcome_unknown', message, context);
    this.#resolve = resolve;
  }

  /**
   * Looks whether it happened. May be called again and again; it creates and moves nothing.
   * `unknown` when Paysera cannot be asked now, or when several candidates match: then all of them are listed.
   */
  async resolve(signal?: AbortSignal): Promise<Resolution<T>> {
    return this.#resolve ? this.#resolve(signal) : { outcome: 'unknown' };
  }
  static {
    kind(OutcomeUnknownError.prototype, 'OutcomeUnknownError');
  }
}

/** Whether `error` is an `OutcomeUnknownError`. */
export function isOutcomeUnknownError(error: unknown): error is OutcomeUnknownError {
  return isKind(error, 'OutcomeUnknownError');
}
