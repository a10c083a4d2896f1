import { assertKnown } from '../../../errors/known-options.ts';
import { LONGEST_TIMER } from '../deadline.ts';
import { createSlack } from '../slack.ts';

/** Keeps requests within the rate limit. Clients behind one IP address should share one gate. */
export interface RateGate {
  /**
   * Resolves when a slot is free, first come, first served. `first` goes ahead of everyone who waits; `last` waits until
   * nobody else does, and leaves half of the slots of a window free. Safe to retry: each call takes a slot of its own.
   * @throws {RateLimitError} immediately, when no slot becomes free within `remaining` milliseconds.
   * @throws the reason of `signal`, when it is aborted.
   */
  take(options?: { signal?: AbortSignal; remaining?: number; first?: boolean; last?: boolean }): Promise<void>;
  /**
   * Learns from a response: `limit` and `remaining` requests, `reset` in seconds, with 429 `retryAfter` in seconds, and how
   * many milliseconds it took as `duration`.
   */
  learn(seen: { limit?: number; remaining?: number; reset?: number; retryAfter?: number; duration?: number }): void;
}

/** Options of `createRateGate`. */
export interface RateGateOptions {
  /** Requests in a window. Default 50, as Paysera allows each IP address. */
  readonly limit?: number;
  /** Milliseconds. Default 60,000. */
  readonly window?: number;
}

// Milliseconds by which two responses may differ on the end of one window, which they give in whole seconds.
const RESET_ROUNDING = 2000;

interface Waiting {
  readonly go: () => void;
}

/**
 * A gate for at most `limit` requests in any `window`.
 *
 * @throws {ConfigurationError} when an option does not exist, with the name of the one that was probably meant.
 * @example
 * const rateLimit = createRateGate();
 * const a = createCheckout({ rateLimit, … }), b = createCheckout({ rateLimit, … });
 */
export function createRateGate(options: RateGateOptions = {}): RateGate {
  assertKnown('rateLimit', options, ['limit', 'window']);
  const { limit: configuredLimit = 50, window = 60_000 } = options;
  const queue: Waiting[] = [];
  /** Those who go last. */
  const background: Waiting[] = [];
  /** When each request of the last window was sent, oldest first. */
  const sent: number[] = [];
  const slack = createSlack(window);
  let allowed = configuredLimit;
  let closedUntil = 0;
  /** The quota that Paysera reports until its window resets. Others behind the same address use it too. */
  let serverQuota = { left: 0, until: 0 };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = () => performance.now();

  const forget = () => {
    const horizon = now() - window - slack.get();
    while ((sent[0] ?? Number.POSITIVE_INFINITY) <= horizon) sent.shift();
  };
  /** Milliseconds until a slot is free for a request with `ahead` others before it, and `kept` slots left free behind it. */
  const waitFor = (ahead: number, kept = 0): number => {
    forget();
    const at = now();
    let wait = Math.max(0, closedUntil - at);
    if (ahead >= serverQuota.left - kept) wait = Math.max(wait, serverQuota.until - at);
    const slots = allowed - kept;
    const behind = sent.length - slots + ahead;
    if (behind < 0) return wait;
    const all = Math.max(slots, sent.length);
    const frees = sent[behind % all] ?? at;
    const span = window + slack.get();
    return Math.max(wait, frees + span - at) + Math.floor(behind / all) * span;
  };
  const half = () => Math.floor(allowed / 2);
  const spend = () => {
    sent.push(now());
    serverQuota.left--;
  };
  const drain = () => {
    timer = undefined;
    while (queue.length + background.length > 0) {
      const wait = queue.length > 0 ? waitFor(0) : waitFor(0, half());
      if (wait > 0) {
        timer = setTimeout(drain, Math.min(Math.ceil(wait), LONGEST_TIMER));
        return;
      }
      spend();
      (queue.shift() ?? background.shift())?.go();
    }
  };
  const wake = () => {
    clearTimeout(timer);
    drain();
  };

  return {
    take({ signal, remaining = Number.POSITIVE_INFINITY, first = false, last = false } = {}) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      const line = last ? background : queue;
      const kept = last ? half() : 0;
      if (queue.length === 0 && line.length === 0 && waitFor(0, kept) <= 0) {
        spend();
        return Promise.resolve();
      }
      const wait = waitFor(first ? 0 : queue.length + (last ? background.length : 0), kept);
      if (wait > remaining) return refuse(wait, allowed, window);
      return new Promise<void>((resolve, reject) => {
        const onAbort = () => {
          line.splice(line.indexOf(waiting), 1);
          reject(signal?.reason);
          wake();
        };
        const waiting: Waiting = {
          go() {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        if (first) queue.unshift(waiting);
        else line.push(waiting);
        wake();
      });
    },
    learn({ limit, remaining, reset, retryAfter, duration = 0 }) {
      slack.answered(duration);
      if (limit !== undefined && limit > 0) allowed = limit;
      if (retryAfter !== undefined) closedUntil = Math.max(closedUntil, now() + retryAfter * 1000);
      if (remaining !== undefined && reset !== undefined) {
        // No window is longer than ours: a larger value is a date, not a duration.
        const until = now() + Math.min(reset * 1000, window);
        const later = until - serverQuota.until;
        // Responses may arrive out of order: the lowest of a window counts, and those of an older window are ignored.
        if (Math.abs(later) <= RESET_ROUNDING)
          serverQuota = { left: Math.min(serverQuota.left, remaining), until: serverQuota.until };
        else if (later > 0 || now() >= serverQuota.until) serverQuota = { left: remaining, until };
      }
      if (queue.length + background.length > 0) wake();
    },
  };
}

async function refuse(...terms: [wait: number, limit: number, window: number]): Promise<never> {
  throw (await import('./no-slot-error.ts')).noSlotError(...terms);
}
