import { isKind, kind } from './kind.ts';
import { type ErrorContext, PayseraError } from './paysera-error.ts';
import type { Resolutions } from './resolutions.ts';

/** What `resolve()` found out. */
export type Resolution<T = unknown, Candidate = T> =
  | {
      readonly outcome: 'happened';
      /** What the call would have answered. */
      readonly value: T;
    }
  | { readonly outcome: 'did-not-happen' }
  | {
      readonly outcome: 'unknown';
      /** Several that match, none of them guessed to be the one. */
      readonly candidates?: readonly Candidate[];
      /** Why Paysera could not be asked. */
      readonly cause?: unknown;
    };

/** Options of `resolve()`. */
export interface ResolveOptions {
  /** Milliseconds. What cannot be said by then is `unknown`: ask again later. Default: the client's `timeout`. */
  readonly timeout?: number | undefined;
  /** Ends the look: the outcome is `unknown`. */
  readonly signal?: AbortSignal | undefined;
}

type Resolve<Found> = (options?: ResolveOptions) => Promise<Found>;

/**
 * The request was sent, and whether it took effect is not known. Do not send it again: call `resolve()`, which looks.
 * `cause` is what went wrong.
 */
export class OutcomeUnknownError<Found extends Resolution = Resolution> extends PayseraError {
  #resolve: Resolve<Found> | undefined;

  constructor(message: string, context: ErrorContext = {}) {
    super('outcome_unknown', message, context);
  }

  /**
   * Looks whether it happened. May be repeated: it creates and moves nothing. Never rejects: `unknown` when Paysera
   * cannot be asked now, while it is too early to say, when several candidates match, or when there is no way to look.
   */
  async resolve(options?: ResolveOptions): Promise<Found> {
    return this.#resolve ? this.#resolve(options) : ({ outcome: 'unknown' } as Found);
  }

  /**
   * Tells this error how to look.
   *
   * @internal
   */
  withResolve(resolve: Resolve<Resolution>): this {
    // Each lookup finds what `Resolutions` says of its operation: their tables are typed by it.
    this.#resolve = resolve as Resolve<Found>;
    return this;
  }
  static {
    kind(OutcomeUnknownError.prototype, 'OutcomeUnknownError');
  }
}

/** An `OutcomeUnknownError` of any operation: comparing `operation` tells what its `resolve()` can find. */
export type AnyOutcomeUnknownError = {
  [Id in keyof Resolutions]: OutcomeUnknownError<Resolutions[Id]> & { readonly operation: Id };
}[keyof Resolutions];

/**
 * Whether `error` is an `OutcomeUnknownError`. Compare its `operation` too, and what `resolve()` finds has its type.
 *
 * @example
 * if (!isOutcomeUnknownError(error) || error.operation !== 'createOrder') throw error;
 * const found = await error.resolve();
 * if (found.outcome === 'happened') console.log(found.value.order_id);
 */
export function isOutcomeUnknownError(error: unknown): error is AnyOutcomeUnknownError {
  return isKind(error, 'OutcomeUnknownError');
}
