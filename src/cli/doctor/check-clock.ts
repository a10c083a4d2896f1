import { type Check, failed, ok, skipped, warning } from './check.ts';

/** Learns the difference between Paysera's clock and ours from the responses it sees. */
export interface ClockCheck {
  readonly fetch: typeof globalThis.fetch;
  check(): Check;
}

export function createClockCheck(now: () => number): ClockCheck {
  let offset: number | undefined;
  return {
    async fetch(input, init) {
      const sent = now();
      const response = await fetch(input, init);
      const date = Date.parse(response.headers.get('date') ?? '');
      // `Date` is truncated to whole seconds, so it is half a second behind on average.
      if (!Number.isNaN(date)) offset = date + 500 - (sent + now()) / 2;
      return response;
    },
    check() {
      const name = 'clock';
      if (offset === undefined) return skipped(name, 'no response contained a date');
      const seconds = Math.round(offset / 1000);
      const message =
        seconds === 0
          ? 'agrees with Paysera'
          : `is ${Math.abs(seconds)} s ${seconds > 0 ? 'behind' : 'ahead of'} Paysera's`;
      if (Math.abs(seconds) <= 5) return ok(name, message);
      const fix = 'Turn on time synchronization (NTP) on this machine: MAC signatures contain the time.';
      return Math.abs(seconds) > 60 ? failed(name, message, fix) : warning(name, message, fix);
    },
  };
}
