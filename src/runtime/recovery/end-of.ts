import type { Intent } from './intents/intents.ts';
import type { Recovery } from './recovery.ts';

/** Milliseconds of `performance.now()`: when the call of an intent was over, at the latest. */
export function endOf<Operations>(
  { clock, now }: Recovery<Operations>,
  { until, offset }: Intent,
  began: number,
): number {
  const here = clock.range();
  // A clock of which nothing is known may have been set since: the call may have ended just now.
  if (!here || !offset) return Math.max(began, performance.now() + until - now());
  return performance.now() + until + offset[1] - (now() + here[0]);
}
