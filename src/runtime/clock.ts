import type { Emit } from './events.ts';

/** Our clock, corrected by what Paysera's `Date` headers say. */
export interface Clock {
  /** Milliseconds since 1970 on Paysera's clock, as far as known. */
  now(): number;
  /** Milliseconds to add to our clock. 0 until a response has reported the time. */
  offset(): number;
  /** The least and the greatest of the latest offsets: Paysera's hosts differ by seconds. Undefined until one is known. */
  range(): OffsetRange | undefined;
  /** How often our clock was set. What was learned before says nothing of a time after. */
  settings(): number;
  /** Now, in one reading of the clocks. */
  moment(): Moment;
  /** Takes in a response's `Date`, received now by this call, unless a cache has kept the response. */
  learn(date: string | null, isCached?: () => boolean, callId?: () => string): void;
}

/** When something happened, by each clock, and what was known of them then. */
export interface Moment {
  /** By `performance.now()`. */
  readonly at: number;
  /** Milliseconds since 1970 on our clock. */
  readonly local: number;
  readonly range: OffsetRange | undefined;
  readonly settings: number;
}

/** Milliseconds to add to our clock, at least and at most. */
export type OffsetRange = readonly [least: number, greatest: number];

const OFFSETS_KEPT = 5;
const WORTH_TELLING = 30_000;
// `Date` has whole seconds: on average the true time lies half a second later.
const HALF_A_SECOND = 500;
// Milliseconds by which our clock may move against the time that passes without having been set.
const DRIFT = 5_000;

export function createClock(now: () => number, emit: Emit): Clock {
  let offsets: number[] = [];
  let offset = 0;
  let range: OffsetRange | undefined;
  let reported = 0;
  let settings = 0;
  let last: string | null = null;
  let started = now() - performance.now();
  /** A clock that was set (NTP, a suspended machine) has nothing to do with what was learned of it before. */
  const forgetIfSet = (local = now(), at = performance.now()) => {
    const start = local - at;
    if (Math.abs(start - started) > DRIFT) {
      offsets = [];
      offset = 0;
      range = undefined;
      last = null;
      settings++;
    }
    started = start;
  };
  return {
    now() {
      forgetIfSet();
      return now() + offset;
    },
    offset() {
      forgetIfSet();
      return offset;
    },
    range() {
      forgetIfSet();
      return range;
    },
    settings() {
      forgetIfSet();
      return settings;
    },
    moment() {
      const [local, at] = [now(), performance.now()];
      forgetIfSet(local, at);
      return { at, local, range, settings };
    },
    learn(date, isCached = () => false, callId = () => '') {
      forgetIfSet();
      // Another response within the same second adds nothing.
      if (date === last) return;
      last = date;
      const serverTime = date === null || isCached() ? Number.NaN : Date.parse(date);
      if (Number.isNaN(serverTime)) return;
      offsets.push(serverTime + HALF_A_SECOND - now());
      if (offsets.length > OFFSETS_KEPT) offsets.shift();
      offset = median(offsets);
      range = [Math.min(...offsets), Math.max(...offsets)];
      if (Math.abs(offset) > WORTH_TELLING && Math.abs(offset - reported) > WORTH_TELLING) {
        reported = offset;
        emit('clock', () => ({ callId: callId(), offset }));
      }
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  // Within a second the header cannot tell a difference from none.
  return Math.abs(middle) <= 1000 ? 0 : middle;
}
