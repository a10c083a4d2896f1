import { isApiError } from '../../errors/api/api-error.ts';
import { ConflictError, isConflictError } from '../../errors/api/api-errors.ts';
import { isResponseValidationError } from '../../errors/api/response-validation-error.ts';
import { isOutcomeUnknownError } from '../../errors/outcome/outcome-unknown-error.ts';
import { isPayseraError } from '../../errors/paysera-error.ts';

export function wrongState(message: string): ConflictError {
  return new ConflictError(message, { status: 409, error: 'invalid_state' }, { operation: 'charge' });
}

/** A refusal because of what state the payment request is in, whatever its status. */
export function isWrongState(error: unknown): boolean {
  return isConflictError(error) || (isPayseraError(error) && error.code === 'invalid_state');
}

/** A success that cannot be used proves no more than no response at all, and an unexpected error proves nothing. */
export function isLost(error: unknown): boolean {
  return !isPayseraError(error) || isOutcomeUnknownError(error) || isResponseValidationError(error);
}

/** No response came, or one that says nothing of the payment request. It may have taken a while. */
export function isLostLook(error: unknown): boolean {
  return !isApiError(error) || error.status >= 500 || error.status === 429;
}

/** Of several attempts the last may tell that the first was paid meanwhile. */
export function isNotUnique(error: unknown): boolean {
  if (!isPayseraError(error)) return false;
  return error.code === 'payment_request_not_unique' || isNotUnique(error.cause);
}
