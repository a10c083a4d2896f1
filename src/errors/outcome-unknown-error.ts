import { isKind, kind } from './kind.ts';
import { type ErrorContext, PayseraError } from './paysera-error.ts';

/** What `resolve()` found out. */
export type Resolution<T = unknown> =
  | {
      readonly outcome: 'happened';
      /** What the call would have answered. */
      readonly value: T;
    }
  | { readonly outcome: 'did-not-happen' }
  | {
      readonly outcome: 'unknown';
      /** Several that match, none of them guessed to be the one. */
      readonly candidates?: readonly T[];
      /** Why Paysera could not be asked. */
      readonly cause?: unknown;
    };

type Resolve<T> = (signal?: AbortSignal) => Promise<Resolution<T>>;

/**
 * The request was sent, and whether it took effect is not known. Do not send it again: call `resolve()`, which looks.
 * `cause` is what went wrong.
 */
export class OutcomeUnknownError<T = unknown> extends PayseraError {
  #resolve: Resolve<T> | undefined;

  constructor(message: string, context: ErrorContext = {}) {
    super('outcome_unknown', message, context);
  }

  /**
   * Looks whether it happened. May be repeated: it creates and moves nothing. Never rejects: `unknown` when Paysera
   * cannot be asked now, when several candidates match, or when there is no way to look.
   */
  async resolve(signal?: AbortSignal): Promise<Resolution<T>> {
    return this.#resolve ? this.#resolve(signal) : { outcome: 'unknown' };
  }

  /**
   * Tells this error how to look.
   *
   * @internal
   */
  withResolve(resolve: Resolve<T>): this {
    this.#resolve = resolve;
    return this;
  }
  static {
    kind(OutcomeUnknownError.prototype, 'OutcomeUnknownError');
  }
}

/** Whether `error` is an `OutcomeUnknownError`. */
export function isOutcomeUnknownError(error: unknown): error is OutcomeUnknownError {
  return isKind(error, 'OutcomeUnknownError');
}
