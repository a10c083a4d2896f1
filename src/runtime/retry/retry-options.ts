import { ConfigurationError } from '../../errors/configuration-error.ts';
import { assertKnown } from '../../errors/known-options.ts';

/** How often and how patiently a call is retried, where retrying is harmless. */
export interface RetryOptions {
  /** Attempts after the first. Default 2. */
  readonly limit?: number;
  /** Milliseconds: the longest wait before the second attempt; it doubles with each. Default 500. */
  readonly backoff?: number;
  /** Milliseconds: no wait is longer, unless Paysera asks for it. Default 8,000. */
  readonly maxBackoff?: number;
  /**
   * Milliseconds in which Paysera may still be at work on a request whose response was lost: until then nothing is said not
   * to have happened. Default 15,000 for Checkout, 90,000 for Recurring Billing.
   */
  readonly gracePeriod?: number;
}

export const RETRY_OPTIONS = ['limit', 'backoff', 'maxBackoff', 'gracePeriod'] as const;

/**
 * Refuses retry options that are misspelled, or no number from 0 on. With a `gracePeriod` that is not a number, nothing would
 * wait until a lost request is dead.
 *
 * @throws {ConfigurationError} that names the option.
 */
export function assertRetry(options: RetryOptions | false | undefined): void {
  if (!options) return;
  assertKnown('retry', options, RETRY_OPTIONS);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || (typeof value === 'number' && value >= 0)) continue;
    throw new ConfigurationError(`retry: ${name} is ${value}; expected a number from 0 on. Nothing was sent.`);
  }
}
