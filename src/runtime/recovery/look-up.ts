import { isPayseraError } from '../../errors/paysera-error.ts';
import { safeCause } from '../../errors/redact.ts';
import type { Resolution } from '../../errors/resolutions.ts';
import type { Clock } from '../clock.ts';
import { sleep } from '../transport/sleep.ts';
import type { Intent } from './intents.ts';

// Seconds by which two clocks may differ that agree, and by which they may when nothing is known of one.
const SLACK = 5;
const SLACK_UNKNOWN = 3600;

export interface LookUpSettings {
  readonly clock: Clock;
  readonly now: () => number;
  readonly gracePeriod: number;
  readonly signal: AbortSignal | undefined;
}

/** Looks an intent up, and says that it did not happen only once its request can no longer be under way. Never rejects. */
export async function lookUp(
  intent: Intent,
  { clock, now, gracePeriod, signal }: LookUpSettings,
  read: (since: number, tentative: boolean) => Promise<Resolution>,
): Promise<Resolution> {
  try {
    const look = async () => {
      // Reading may teach the clock Paysera's time: then look again, from the right moment on.
      if (!clock.known()) await read(sinceOf(intent, clock), true);
      return read(sinceOf(intent, clock), false);
    };
    const quiescentAt = intent.until + gracePeriod;
    // Before looking: the request may take effect behind a look that is slow.
    const began = now();
    const first = await look();
    if (first.outcome !== 'did-not-happen' || began >= quiescentAt) return first;
    // Its call may still be under way, here or in another process.
    if (intent.until > now()) return { outcome: 'unknown' };
    await sleep(Math.max(0, quiescentAt - now()), signal);
    return await look();
  } catch (error) {
    return { outcome: 'unknown', cause: isPayseraError(error) ? error : safeCause(error) };
  }
}

function sinceOf({ sentAt }: Intent, clock: Clock): number {
  return Math.floor((sentAt + clock.offset()) / 1000) - (clock.known() ? SLACK : SLACK_UNKNOWN);
}
