import { type Check, failed, ok, skipped, warning } from './check.ts';

/** Learns how far Paysera's clock and ours are apart, from the answers that pass. */
export interface Clock {
  readonly fetch: typeof globalThis.fetch;
  check(): Check;
}

export function createClock(now: () => number): Clock {
  let offset: number | undefined;
  return {
    async fetch(input, init) {
      const sent = now();
      const response = await fetch(input, init);
      const date = Date.parse(response.headers.get('date') ?? '');
      // `Date` is in whole seconds, cut off: on average half a second late.
      if (!Number.isNaN(date)) offset = date + 500 - (sent + now()) / 2;
      return response;
    },
    check() {
      const name = 'clock';
      if (offset === undefined) return skipped(name, 'no answer told the time');
      const seconds = Math.round(offset / 1000);
      const says =
        seconds === 0
          ? 'agrees with Paysera'
          : `is ${Math.abs(seconds)} s ${seconds > 0 ? 'behind' : 'ahead of'} Paysera's`;
      if (Math.abs(seconds) <= 5) return ok(name, says);
      const mend = 'Switch on time synchronisation (NTP) on this machine: MAC signatures carry the time.';
      return Math.abs(seconds) > 60 ? failed(name, says, mend) : warning(name, says, mend);
    },
  };
}
