import { isKind, kind } from './kind.ts';
import { type ErrorContext, PayseraError } from './paysera-error.ts';

/** An amount that is not a whole number of minor units. Nothing was sent. */
export class InvalidAmountError extends PayseraError {
  /** The field that holds it, e.g. `purchase.amount`. */
  readonly field: string;

  constructor(field: string, message: string, context: ErrorContext = {}) {
    super('invalid_amount', message, context);
    this.field = field;
  }
  static {
    kind(InvalidAmountError.prototype, 'InvalidAmountError');
  }
}

/** Whether `error` is an `InvalidAmountError`. */
export function isInvalidAmountError(error: unknown): error is InvalidAmountError {
  return isKind(error, 'InvalidAmountError');
}
