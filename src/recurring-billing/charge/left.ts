import type { CallOptions } from '../../runtime/options.ts';
import { sleep } from '../../runtime/transport/sleep.ts';

// Milliseconds between looks at a payment request: first, and at most.
export const FIRST_LOOK = 500;
export const LOOK_EVERY = 8_000;

/** The options of the next step, with what is left of the time. Throws when the call is over. */
export type Left = () => CallOptions;

/** Sleeps for no longer than the call lasts. */
export async function pause(ms: number, left: Left): Promise<void> {
  const { signal, timeout = ms } = left();
  await sleep(Math.max(0, Math.min(ms, timeout)), signal);
}

/** Whether nothing is left. */
export function isOver(left: Left): boolean {
  try {
    left();
    return false;
  } catch {
    return true;
  }
}
