import { isKind, kind } from './kind.ts';
import { type ErrorContext, PayseraError } from './paysera-error.ts';

/** One place where an answer and the document disagree. Names the place and the types, never the value. */
export interface Drift {
  /** Dotted place, list positions as `[]`: `items.[].amount`. */
  readonly path: string;
  /** What the document says. */
  readonly expected: string;
  /** The type of what came. */
  readonly received: string;
}

/**
 * A successful answer that lacks what a client cannot go on without (an id, the payment URL, a state), or, with
 * `validation: 'throw'`, one that differs from the document. **The request itself succeeded**: do not send it again.
 */
export class ResponseValidationError extends PayseraError {
  /** Each place where the answer differs. */
  readonly drifts: readonly Drift[];
  // Private, so that no logger prints the answer.
  readonly #data: unknown;

  constructor(message: string, drifts: readonly Drift[], data: unknown, context: ErrorContext = {}) {
    super('response_validation', message, context);
    this.drifts = drifts;
    this.#data = data;
  }

  /** The answer as it was parsed, so that nothing is lost. */
  get data(): unknown {
    return this.#data;
  }
  static {
    kind(ResponseValidationError.prototype, 'ResponseValidationError');
  }
}

/** Whether `error` is a `ResponseValidationError`. */
export function isResponseValidationError(error: unknown): error is ResponseValidationError {
  return isKind(error, 'ResponseValidationError');
}
