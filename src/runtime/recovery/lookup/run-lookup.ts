import type { Resolution } from '../../../errors/outcome/resolutions.ts';
import type { Clock, OffsetRange } from '../../clock.ts';
import type { CallOptions } from '../../options.ts';
import { sleep } from '../../transport/sleep.ts';
import type { Intent } from '../intents/intents.ts';
import type { TimeWindow } from './lookup.ts';

// Seconds: what two clocks that tell whole seconds may differ by, and what hosts of Paysera's may.
const ROUNDING = 2;
const SLACK = 60;
// What of the time is waited, where the rest is for a last look.
const PATIENCE = 0.8;

export interface RunLookupSettings {
  readonly clock: Clock;
  /** Milliseconds in which Paysera may still be at work on a request whose response was lost. */
  readonly gracePeriod: number;
  /** Milliseconds of `performance.now()` from which on nothing of it can be under way. */
  readonly quiescentAt: number;
  /** Our clock has not been set since it was sent: what is learned of it now held then. */
  readonly sameClock: boolean;
  /** The options of a read, with what is left of the time. Throws when it is over. */
  readonly left: () => CallOptions;
}

/**
 * Looks an intent up, and says that it did not happen only once its request can no longer be under way.
 *
 * @param dated The intent, its times by this machine's clock as it stands: that may be set while it is looked for.
 */
export async function runLookup(
  dated: () => Intent,
  { clock, gracePeriod, quiescentAt, sameClock, left }: RunLookupSettings,
  read: (made: TimeWindow, tentative: boolean) => Promise<Resolution>,
): Promise<Resolution> {
  const look = async () => {
    const made = () => {
      const intent = dated();
      return windowOf(intent, rangeOf(intent, clock, sameClock), clock, gracePeriod);
    };
    // Reading may teach the clock Paysera's time: then look again, from the right moment on.
    if (!made().likely) await read(made(), true);
    const before = made();
    const found = await read(before, false);
    return found.outcome === 'unknown' && made().likely?.[0] !== before.likely?.[0] ? read(made(), false) : found;
  };
  // Before looking: the request may take effect behind a look that is slow.
  const isLast = performance.now() >= quiescentAt;
  const first = await look();
  if (isLast || first.outcome !== 'did-not-happen') return first;
  const { signal, timeout = 0 } = left();
  const wait = Math.max(0, quiescentAt - performance.now());
  if (wait > timeout) {
    // Too early to say until the time is over; what happened meanwhile can be said.
    await sleep(timeout * PATIENCE, signal);
    const late = await look();
    return late.outcome === 'did-not-happen' ? { outcome: 'unknown' } : late;
  }
  await sleep(wait, signal);
  return look();
}

/** What is known of the clock by which it was sent. */
function rangeOf({ offset }: Intent, clock: Clock, sameClock: boolean): OffsetRange | undefined {
  const now = clock.range();
  if (!offset) return sameClock ? now : undefined;
  if (!now || !(sameClock || isNear(offset, now))) return offset;
  return [Math.min(offset[0], now[0]), Math.max(offset[1], now[1])];
}

function isNear(one: OffsetRange, other: OffsetRange): boolean {
  return one[0] - other[1] < SLACK * 1000 && other[0] - one[1] < SLACK * 1000;
}

function windowOf(
  { sentAt, until }: Intent,
  known: OffsetRange | undefined,
  clock: Clock,
  gracePeriod: number,
): TimeWindow {
  // Sent by a process that is gone, before it knew Paysera's time: our clock may have been set since, and probably was not.
  const range = known ?? clock.range();
  if (!range) return { likely: undefined, possible: undefined };
  const [least, greatest] = range;
  const from = Math.floor((sentAt + least) / 1000) - ROUNDING;
  const to = Math.ceil((until + greatest + gracePeriod) / 1000) + SLACK;
  return { likely: [from, to], possible: known && [from - SLACK, to] };
}
