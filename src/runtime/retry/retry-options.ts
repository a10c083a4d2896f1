/** How often and how patiently a call is retried, where retrying is harmless. */
export interface RetryOptions {
  /** Attempts after the first. Default 2. */
  readonly limit?: number;
  /** Milliseconds: the longest wait before the second attempt; it doubles with each. Default 500. */
  readonly backoff?: number;
  /** Milliseconds: no wait is longer, unless Paysera asks for it. Default 8,000. */
  readonly maxBackoff?: number;
  /** Milliseconds in which Paysera may still be at work on a request whose response was lost. Default 3,000. */
  readonly gracePeriod?: number;
}

/** Milliseconds in which Paysera may still be at work on a request whose response was lost. */
export function gracePeriodOf(retry: RetryOptions | false | undefined): number {
  return (retry || undefined)?.gracePeriod ?? 3_000;
}
