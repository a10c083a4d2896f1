import { isKind, kind } from '../kind.ts';
import { type ErrorContext, PayseraError } from '../paysera-error.ts';
import type { Resolution, Resolutions, ResolveOptions } from './resolutions.ts';

type Resolve<Found> = (options?: ResolveOptions) => Promise<Found>;

/**
 * The request was sent, and it is not known whether it took effect. Do not send it again: call `resolve()`, which finds
 * out. `cause` is what went wrong.
 */
export class OutcomeUnknownError<Found extends Resolution = Resolution> extends PayseraError {
  #resolve: Resolve<Found> | undefined;

  constructor(message: string, context: ErrorContext = {}) {
    super('outcome_unknown', message, context);
  }

  /**
   * Finds out whether it took effect. Safe to retry: it only reads. The outcome is `unknown` when Paysera cannot be
   * reached, while it is too early to say, when several candidates match, or when Paysera offers no way to find out.
   *
   * @throws {ConfigurationError} only when an option does not exist. Nothing was changed: call it again.
   */
  async resolve(options?: ResolveOptions): Promise<Found> {
    return this.#resolve ? this.#resolve(options) : ({ outcome: 'unknown' } as Found);
  }

  /**
   * Sets the lookup that `resolve()` runs.
   *
   * @internal
   */
  withResolve(resolve: Resolve<Resolution>): this {
    // The lookup tables are typed by `Resolutions`, so each lookup finds what it lists for its operation.
    this.#resolve = resolve as Resolve<Found>;
    return this;
  }
  static {
    kind(OutcomeUnknownError.prototype, 'OutcomeUnknownError');
  }
}

/** An `OutcomeUnknownError` of any operation: comparing `operation` narrows what its `resolve()` can find. */
export type AnyOutcomeUnknownError = {
  [Id in keyof Resolutions]: OutcomeUnknownError<Resolutions[Id]> & { readonly operation: Id };
}[keyof Resolutions];

/**
 * Whether `error` is an `OutcomeUnknownError`. Compare its `operation` as well to narrow the type of what `resolve()`
 * finds.
 *
 * @example
 * if (!isOutcomeUnknownError(error) || error.operation !== 'createOrder') throw error;
 * const found = await error.resolve();
 * if (found.outcome === 'happened') console.log(found.value.order_id);
 */
export function isOutcomeUnknownError(error: unknown): error is AnyOutcomeUnknownError {
  return isKind(error, 'OutcomeUnknownError');
}
