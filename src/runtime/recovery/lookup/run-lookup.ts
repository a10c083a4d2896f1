import type { Resolution } from '../../../errors/outcome/resolutions.ts';
import type { Clock, OffsetRange } from '../../clock.ts';
import type { CallOptions } from '../../options.ts';
import { sleep } from '../../transport/sleep.ts';
import type { Intent } from '../intents/intents.ts';
import type { TimeWindow } from './lookup.ts';

// Seconds: how far two clocks with whole seconds may differ, and how far the clocks of Paysera's hosts may.
const ROUNDING = 2;
const SLACK = 60;
// The part of the remaining time that is spent waiting; the rest is for a last lookup.
const PATIENCE = 0.8;

export interface RunLookupSettings {
  readonly clock: Clock;
  /** Milliseconds in which Paysera may still be at work on a request whose response was lost. */
  readonly gracePeriod: number;
  /** Milliseconds of `performance.now()` after which the request can no longer be in flight. */
  readonly quiescentAt: number;
  /** The local clock has not been set since the request was sent, so that its present offset applied then. */
  readonly sameClock: boolean;
  /** The options of a read, with what is left of the time. Throws when it is over. */
  readonly left: () => CallOptions;
}

/**
 * Looks an intent up, and reports that it did not happen only when its request can no longer be in flight.
 *
 * @param dated The intent, with its times by this machine's clock as it is now, which may be set during the lookup.
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
    // A read may teach the clock Paysera's time: then look again, with the right window.
    if (!made().likely) await read(made(), true);
    const before = made();
    const found = await read(before, false);
    return found.outcome === 'unknown' && made().likely?.[0] !== before.likely?.[0] ? read(made(), false) : found;
  };
  // Decided before the lookup: the request may take effect while a slow lookup is running.
  const isLast = performance.now() >= quiescentAt;
  const first = await look();
  if (isLast || first.outcome !== 'did-not-happen') return first;
  const { signal, timeout = 0 } = left();
  const wait = Math.max(0, quiescentAt - performance.now());
  if (wait > timeout) {
    // There is no time to wait until it is certain, but a success in the meantime can be found.
    await sleep(timeout * PATIENCE, signal);
    const late = await look();
    return late.outcome === 'did-not-happen' ? { outcome: 'unknown' } : late;
  }
  await sleep(wait, signal);
  return look();
}

/** What is known about the clock at the time of sending. */
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
  // Sent by a process that has ended, before it knew Paysera's time. The local clock was probably not set since, but may have been.
  const range = known ?? clock.range();
  if (!range) return { likely: undefined, possible: undefined };
  const [least, greatest] = range;
  const from = Math.floor((sentAt + least) / 1000) - ROUNDING;
  const to = Math.ceil((until + greatest + gracePeriod) / 1000) + SLACK;
  return { likely: [from, to], possible: known && [from - SLACK, to] };
}
