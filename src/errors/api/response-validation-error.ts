import { isKind, kind } from '../kind.ts';
import { type ErrorContext, PayseraError } from '../paysera-error.ts';

/** A field where a response differs from the OpenAPI document. Names the field and the types, never the value. */
export interface Drift {
  /** Dotted path, array indexes as `[]`: `items.[].amount`. */
  readonly path: string;
  /** What the document says. */
  readonly expected: string;
  /** The type that was received. */
  readonly received: string;
}

/**
 * A successful response that lacks a field the client needs (an id, the payment URL, a status), or, with `validation:
 * 'throw'`, one that differs from the OpenAPI document. **The request itself succeeded**: do not send it again.
 */
export class ResponseValidationError extends PayseraError {
  /** Each field where the response differs. */
  readonly drifts: readonly Drift[];
  // Private, so that no logger prints the response.
  readonly #data: unknown;

  constructor(message: string, drifts: readonly Drift[], data: unknown, context: ErrorContext = {}) {
    super('response_validation', message, context);
    this.drifts = drifts;
    this.#data = data;
  }

  /** The parsed response, so that nothing is lost. */
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
