import type { Emit } from './events.ts';

/** This machine's clock, corrected by the `Date` headers of responses. */
export interface Clock {
  /** Milliseconds since 1970 on Paysera's clock, as far as it is known. */
  now(): number;
  /** Milliseconds to add to this machine's clock. 0 until a response has told the time. */
  offset(): number;
  /** Whether a response has told the time. */
  known(): boolean;
  /** Learns from the `Date` header of a response that was just received. */
  learn(date: string | null): void;
}

const ANSWERS_KEPT = 5;
const WORTH_TELLING = 30_000;
// `Date` has whole seconds, so that the true time is half a second later on average.
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
      // Another response of the same second adds nothing.
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
  // The header is too coarse to show a difference of less than a second.
  return Math.abs(middle) <= 1000 ? 0 : middle;
}
