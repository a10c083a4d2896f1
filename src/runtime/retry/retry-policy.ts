import type { Operation, RetryRule } from '../operation.ts';
import { LONGEST_TIMER } from '../transport/deadline.ts';
import type { RetryOptions } from './retry-options.ts';

/** How an attempt failed, as far as a decision needs it. */
export type Failure =
  /** The request was never sent: DNS, connection refused, TLS. */
  | { readonly kind: 'not-sent' }
  /** Sent, and no complete response came: a reset, a truncated body, not JSON, a redirect that may hide a result. */
  | { readonly kind: 'no-response' }
  /** The deadline passed, or the caller aborted. `sent`: the request had been sent. */
  | { readonly kind: 'ended'; readonly sent: boolean }
  /** A response with an error status. `credentialsRefreshed`: the next attempt carries new credentials or a corrected time. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: number | undefined;
      readonly credentialsRefreshed?: boolean;
    };

/** What is known of the effect, once nothing more is tried. */
type Effect = 'did-not-happen' | 'unknown';

type Decision =
  /** Try again after `wait` milliseconds. */
  | { readonly wait: number; readonly why: string }
  /** Give up. */
  | { readonly stop: Effect; readonly why: string };

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

const DEFAULTS = { limit: 2, backoff: 500, maxBackoff: 8_000 };

/**
 * Whether to try again, and after how many milliseconds. The only place where this is decided. Pure: chance comes in as
 * `random` (0 ≤ random < 1).
 */
export function decideRetry(situation: Situation, retry: RetryOptions | false, random: number): Decision {
  const { operation, failure, attempt, remaining, mayHaveBeenProcessed } = situation;
  const { limit, backoff, maxBackoff } = { ...DEFAULTS, ...(retry || { limit: 0 }) };
  const certainty = classify(failure);
  const effect: Effect = mayHaveBeenProcessed || certainty === 'unknown' ? 'unknown' : 'did-not-happen';
  const stop = (why: string): Decision => ({
    stop: canBeCalledAgain(operation.retry) ? 'did-not-happen' : effect,
    why,
  });

  if (failure.kind === 'ended') return stop('the call is over');
  if (failure.kind === 'status' && failure.status === 401 && failure.credentialsRefreshed && retry !== false) {
    return { wait: 0, why: 'refused before processing; once more with fresh credentials' };
  }
  if (certainty === 'final') return stop('Paysera has decided');
  if (attempt > limit) return stop('all attempts are used');
  if (certainty === 'unknown' && operation.retry === 'lookup') return stop('it may have happened');

  const requestedWait = failure.kind === 'status' ? failure.retryAfter : undefined;
  const wait =
    requestedWait === undefined ? random * Math.min(maxBackoff, backoff * 2 ** (attempt - 1)) : requestedWait * 1000;
  if (wait >= Math.min(remaining, LONGEST_TIMER)) return stop('the wait does not fit the deadline');
  return { wait, why: certainty === 'unknown' ? WHY[operation.retry] : 'it was certainly not processed' };
}

/** Whether Paysera may have acted on a request whose attempt failed so. */
export function mayBeProcessed(failure: Failure): boolean {
  return classify(failure) === 'unknown';
}

const WHY: Record<RetryRule, string> = {
  safe: 'retrying it is harmless',
  key: 'the same key goes with it',
  lookup: '',
};

/** An unknown outcome costs nothing here: the caller can simply make the call again. */
function canBeCalledAgain(rule: RetryRule): boolean {
  return rule === 'safe';
}

function classify(failure: Failure): 'not-processed' | 'unknown' | 'final' {
  if (failure.kind === 'not-sent') return 'not-processed';
  if (failure.kind === 'no-response') return 'unknown';
  if (failure.kind === 'ended') return failure.sent ? 'unknown' : 'not-processed';
  if (failure.status === 429) return 'not-processed';
  return failure.status >= 500 || failure.status === 408 ? 'unknown' : 'final';
}
