import type { Emit } from './events.ts';

/** Our clock, corrected by what Paysera's `Date` headers say. */
export interface Clock {
  /** Milliseconds since 1970 on Paysera's clock, as far as known. */
  now(): number;
  /** Milliseconds to add to our clock. 0 until an answer has told. */
  offset(): number;
  /** Whether an answer has told. */
  known(): boolean;
  /** Takes in an answer's `Date`, received now. */
  learn(date: string | null): void;
}

const ANSWERS_KEPT = 5;
const WORTH_TELLING = 30_000;
// `Date` has whole seconds: on average the true time lies half a second later.
const HALF_A_SECOND = 500;

export function createClock(now: () => number, emit: Emit): Clock {
  const offsets: number[] = [];
  let offset = 0;
  let reported = 0;
  let last: string | null = null;
  return {
    now: () => now() + offset,
    offset: () => offset,
    known: () => offsets.length > 0,
    learn(date) {
      // Another answer of the same second tells nothing new.
      if (date === last) return;
      last = date;
      const serverTime = date === null ? Number.NaN : Date.parse(date);
      if (Number.isNaN(serverTime)) return;
      offsets.push(serverTime + HALF_A_SECOND - now());
      if (offsets.length > ANSWERS_KEPT) offsets.shift();
      offset = median(offsets);
      if (Math.abs(offset) > WORTH_TELLING && Math.abs(offset - reported) > WORTH_TELLING) {
        reported = offset;
        emit('clock', () => ({ offset }));
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
