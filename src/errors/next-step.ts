import { isApiError } from './api/api-error.ts';
import { isConflictError } from './api/api-errors.ts';
import { isMalformedResponseError } from './api/malformed-response-error.ts';
import { isRateLimitError } from './api/rate-limit-error.ts';
import { isResponseValidationError } from './api/response-validation-error.ts';
import { isConfigurationError } from './configuration-error.ts';
import { isAbortError } from './connection/abort-error.ts';
import { isConnectionError } from './connection/connection-error.ts';
import { isTimeoutError } from './connection/timeout-error.ts';
import { isAmountMismatchError } from './outcome/amount-mismatch-error.ts';
import { isChargeIncompleteError } from './outcome/charge-incomplete-error.ts';
import { isOutcomeUnknownError } from './outcome/outcome-unknown-error.ts';
import { isPaymentLinkMissingError } from './outcome/payment-link-missing-error.ts';
import { isPaginationError } from './pagination-error.ts';
import { isPayseraError, type PayseraError } from './paysera-error.ts';

/** What may follow a failed call. */
export type NextStep =
  | {
      /** Make the same call again: nothing happened, or it cannot happen twice. */
      readonly do: 'retry';
      /** Milliseconds to wait first; 0 when Paysera names no time. */
      readonly after: number;
      /** Pass it as an option of that call, so that nothing happens twice. */
      readonly idempotencyKey?: string;
    }
  /** It may have happened. Call `error.resolve()`, and make the call again only if that returns `did-not-happen`. */
  | { readonly do: 'resolve' }
  /** It happened, or part of it did. Read what exists before you do anything else; the message names it. */
  | { readonly do: 'inspect' }
  /** The same call would fail again. Change the request, the credentials or the configuration first. */
  | { readonly do: 'fix' };

/**
 * What may follow a failed call, in a form that programs can act on: whether this very call may be made again, when, or
 * what has to be done first.
 *
 * @example
 * if (!isPayseraError(error)) throw error;
 * const next = nextStep(error);
 * if (next.do === 'retry') await queue.add(job, { delay: next.after });
 */
export function nextStep(error: PayseraError): NextStep {
  if (isChargeIncompleteError(error)) {
    if (error.outcome === 'unknown') return { do: 'resolve' };
    // No money moved, whatever remains unknown of a single step.
    if (isOutcomeUnknownError(error.cause)) return retry(error);
    const next: NextStep = isPayseraError(error.cause) ? nextStep(error.cause) : { do: 'fix' };
    return next.do === 'retry' ? retry(error) : next;
  }
  if (isOutcomeUnknownError(error)) return error.idempotencyKey === undefined ? { do: 'resolve' } : retry(error);
  if (REPEATABLE.some((is) => is(error))) return retry(error);
  return EXISTING.some((is) => is(error)) ? { do: 'inspect' } : { do: 'fix' };
}

type Guard = (error: unknown) => boolean;

// Thrown only if nothing happened, or if the call is safe to retry: otherwise, the error is an `OutcomeUnknownError`.
const REPEATABLE: readonly Guard[] = [
  ...[isConnectionError, isTimeoutError, isAbortError, isMalformedResponseError, isPaginationError, isRateLimitError],
  (error) => isApiError(error) && (error.status >= 500 || error.status === 408),
  (error) => isConfigurationError(error) && error.code === 'intent_store',
];
const EXISTING: readonly Guard[] = [
  ...[isConflictError, isResponseValidationError, isAmountMismatchError, isPaymentLinkMissingError],
];

function retry(error: PayseraError): NextStep {
  const { idempotencyKey } = error;
  return { do: 'retry', after: waitOf(error), ...(idempotencyKey !== undefined && { idempotencyKey }) };
}

/** Milliseconds that Paysera, or the rate gate, asks to wait. */
function waitOf(error: PayseraError): number {
  if (isRateLimitError(error)) return (error.retryAfter ?? 0) * 1000;
  return isPayseraError(error.cause) ? waitOf(error.cause) : 0;
}
