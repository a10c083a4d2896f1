import { RateLimitError } from '../errors/rate-limit-error.ts';

/** Spends at most the allowed requests. Give one gate to several clients behind one IP address, and they share it. */
export interface RateGate {
  /**
   * A place, when one is free; in the order of asking. `first` goes before all who wait.
   * @throws {RateLimitError} at once when none comes free within `remaining` milliseconds.
   */
  take(options?: { signal?: AbortSignal; remaining?: number; first?: boolean }): Promise<void>;
  /** Takes in an answer: its headers, and with 429 the seconds to stay away. */
  learn(seen: { limit?: number; remaining?: number; reset?: number; retryAfter?: number }): void;
}

/** Options of `createRateGate`. */
export interface RateGateOptions {
  /** Requests in a window. Default 50, as Paysera allows each IP address. */
  readonly limit?: number;
  /** Milliseconds. Default 60,000. */
  readonly window?: number;
}

// A request may reach Paysera later than the one a window after it: the window is kept this much longer.
const SLACK = 500;

interface Waiting {
  readonly go: () => void;
}

/**
 * A gate for at most `limit` requests in any `window`.
 *
 * @example
 * const rateLimit = createRateGate();
 * const a = createCheckout({ rateLimit, … }), b = createCheckout({ rateLimit, … });
 */
export function createRateGate({ limit = 50, window = 60_000 }: RateGateOptions = {}): RateGate {
  const queue: Waiting[] = [];
  /** When each request of the last window went out, oldest first. */
  const sent: number[] = [];
  let allowed = limit;
  let closedUntil = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = () => performance.now();

  const forget = () => {
    const horizon = now() - window - SLACK;
    while ((sent[0] ?? Number.POSITIVE_INFINITY) <= horizon) sent.shift();
  };
  /** Milliseconds until the place for the one with `ahead` others before it. */
  const waitFor = (ahead: number): number => {
    forget();
    const free = Math.max(0, allowed - sent.length);
    const closed = Math.max(0, closedUntil - now());
    if (ahead < free) return closed;
    const behind = ahead - free;
    const rounds = Math.floor(behind / allowed);
    const frees = sent[behind % allowed] ?? now();
    return Math.max(closed, frees + window + SLACK - now()) + rounds * (window + SLACK);
  };
  const drain = () => {
    timer = undefined;
    while (queue.length > 0) {
      const wait = waitFor(0);
      if (wait > 0) {
        timer = setTimeout(drain, Math.ceil(wait));
        return;
      }
      sent.push(now());
      queue.shift()?.go();
    }
  };
  const wake = () => {
    clearTimeout(timer);
    drain();
  };

  return {
    take({ signal, remaining = Number.POSITIVE_INFINITY, first = false } = {}) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (queue.length === 0 && waitFor(0) <= 0) {
        sent.push(now());
        return Promise.resolve();
      }
      const wait = waitFor(first ? 0 : queue.length);
      if (wait > remaining) return Promise.reject(tooLate(wait, allowed, window));
      return new Promise<void>((resolve, reject) => {
        const onAbort = () => {
          queue.splice(queue.indexOf(waiting), 1);
          reject(signal?.reason);
          if (queue.length === 0) clearTimeout(timer);
        };
        const waiting: Waiting = {
          go() {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        if (first) queue.unshift(waiting);
        else queue.push(waiting);
        if (timer === undefined) drain();
      });
    },
    learn({ limit: told, remaining, reset, retryAfter }) {
      if (told !== undefined && told > 0) allowed = told;
      const away = retryAfter ?? (remaining === 0 ? reset : undefined);
      if (away === undefined || !(away > 0)) return;
      const until = now() + away * 1000;
      if (until <= closedUntil) return;
      closedUntil = until;
      if (timer !== undefined) wake();
    },
  };
}

function tooLate(wait: number, limit: number, window: number): RateLimitError {
  const seconds = Math.ceil(wait / 1000);
  return new RateLimitError(
    `The allowance of ${limit} requests in ${window / 1000} s is spent, and the next place comes free in ${seconds} s, ` +
      'after this call’s deadline. Nothing was sent. Give the call a longer `timeout`, or call again then.',
    { status: 429, error: 'rate_limit_gate', retryAfter: seconds },
  );
}
