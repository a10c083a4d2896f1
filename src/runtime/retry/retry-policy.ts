import type { Operation, RetryRule } from '../operation.ts';
import { LONGEST_TIMER } from '../transport/sleep.ts';

/** How an attempt failed, as far as a decision needs it. */
export type Failure =
  /** Surely not processed: DNS, connection refused, TLS. */
  | { readonly kind: 'not-sent' }
  /** Sent, and no whole answer came: reset, cut short, not JSON, a redirect that may hide a result. */
  | { readonly kind: 'no-answer' }
  /** The deadline passed, or the caller aborted. `sent`: something had gone out. */
  | { readonly kind: 'ended'; readonly sent: boolean }
  /** An answer with an error status. `renewed`: fresh credentials (or a corrected clock) are at hand. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: number | undefined;
      readonly credentialsRefreshed?: boolean;
    };

/** What is known of the effect, once nothing more is tried. */
type Outcome = 'did-not-happen' | 'unknown';

export type Decision =
  | { readonly wait: number; readonly why: string }
  | { readonly stop: Outcome; readonly why: string };

export interface Situation {
  readonly operation: Pick<Operation, 'retry'>;
  readonly failure: Failure;
  /** Attempts made, this one included. */
  readonly attempt: number;
  /** Milliseconds left until the deadline. */
  readonly remaining: number;
  /** Whether an earlier attempt of this call may have been processed. */
  readonly mayHaveBeenProcessed: boolean;
}

/** How often and how patiently a call is retried, where retrying is harmless. */
export interface RetryOptions {
  /** Attempts after the first. Default 2. */
  readonly limit?: number;
  /** Milliseconds: the longest wait before the second attempt; it doubles with each. Default 500. */
  readonly backoff?: number;
  /** Milliseconds: no wait is longer, unless Paysera asks for it. Default 8,000. */
  readonly maxBackoff?: number;
  /**
   * Milliseconds in which Paysera may still be at work on a request whose response was lost: before they are over nothing is
   * said not to have happened. Default 15,000 for Checkout, 90,000 for Recurring Billing.
   */
  readonly gracePeriod?: number;
}

const DEFAULTS = { limit: 2, backoff: 500, maxBackoff: 8_000 };

/**
 * Whether to try again, and after how many milliseconds. The only place where this is decided. Pure: chance comes in as
 * `random` (0 ≤ random < 1).
 */
export function decideRetry(situation: Situation, retry: RetryOptions | false, random: number): Decision {
  const { operation, failure, attempt, remaining, mayHaveBeenProcessed } = situation;
  const { limit, backoff, maxBackoff } = { ...DEFAULTS, ...(retry || { limit: 0 }) };
  const certainty = classify(failure);
  const outcome: Outcome = mayHaveBeenProcessed || certainty === 'unknown' ? 'unknown' : 'did-not-happen';
  const stop = (why: string): Decision => ({ stop: readOnly(operation.retry) ? 'did-not-happen' : outcome, why });

  if (failure.kind === 'ended') return stop('the call is over');
  if (failure.kind === 'status' && failure.status === 401 && failure.credentialsRefreshed && retry !== false) {
    return { wait: 0, why: 'refused before processing; once more with fresh credentials' };
  }
  if (certainty === 'final') return stop('Paysera has decided');
  if (attempt > limit) return stop('all attempts are used');
  if (certainty === 'unknown' && !isRetryable(operation.retry)) return stop('it may have happened');

  const requestedWait = failure.kind === 'status' ? failure.retryAfter : undefined;
  const wait =
    requestedWait === undefined ? random * Math.min(maxBackoff, backoff * 2 ** (attempt - 1)) : requestedWait * 1000;
  if (wait >= Math.min(remaining, LONGEST_TIMER)) return stop('the wait does not fit the deadline');
  return { wait, why: certainty === 'unknown' ? WHY[operation.retry] : 'it was surely not processed' };
}

const WHY: Record<RetryRule, string> = {
  safe: 'retrying it is harmless',
  key: 'the same key goes with it',
  lookup: '',
};

function isRetryable(rule: RetryRule): boolean {
  return rule === 'safe' || rule === 'key';
}

/** Nothing is lost when its outcome is not known: it can simply be called again. */
function readOnly(rule: RetryRule): boolean {
  return rule === 'safe';
}

function classify(failure: Failure): 'not-processed' | 'unknown' | 'final' {
  if (failure.kind === 'not-sent') return 'not-processed';
  if (failure.kind === 'no-answer') return 'unknown';
  if (failure.kind === 'ended') return failure.sent ? 'unknown' : 'not-processed';
  if (failure.status === 429) return 'not-processed';
  return failure.status >= 500 || failure.status === 408 ? 'unknown' : 'final';
}
