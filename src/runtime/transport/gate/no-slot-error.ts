import { RateLimitError } from '../../../errors/api/rate-limit-error.ts';

/**
 * The error of a call for which no slot becomes free before its deadline.
 *
 * @param wait Milliseconds until one does.
 * @param window Milliseconds.
 */
export function noSlotError(wait: number, limit: number, window: number): RateLimitError {
  const seconds = Math.ceil(wait / 1000);
  return new RateLimitError(
    `The allowance of ${limit} requests in ${window / 1000} s is used up. The next request can be sent in ${seconds} s, ` +
      'after this call’s deadline. Nothing was sent. Give the call a longer `timeout`, or call again then.',
    { status: 429, error: 'rate_limit_gate', retryAfter: seconds },
  );
}
