import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { NO_PLACES, nextPlace } from '../../src/runtime/state/gate-store.ts';
import { randomFrom } from '../support/random-from.ts';

const CALLS = 100_000;
const MINUTE = 60_000;
const REQUEST = {
  ...{ origin: 'https://api.paysera.com', limit: 50, spare: 0, window: MINUTE + 500, first: false },
  ...{ within: Number.POSITIVE_INFINITY, closed: 0 },
};

/** Seconds that calls wait for their places, in ascending order. `next` is the milliseconds between two calls. */
function waits(calls: number, next: () => number): number[] {
  let [now, places] = [1_760_000_000_000, NO_PLACES];
  const all: number[] = [];
  for (let call = 0; call < calls; call++) {
    now += next();
    const reserved = nextPlace(places, REQUEST, now);
    places = reserved.places;
    all.push(reserved.place.wait / 1000);
  }
  return all.sort((a, b) => a - b);
}

/** Calls that come independently of each other, so many a minute. */
function atRandom(perMinute: number): string {
  const random = randomFrom(perMinute);
  const all = waits(CALLS, () => (-Math.log(1 - random()) * MINUTE) / perMinute);
  const mean = all.reduce((sum, wait) => sum + wait, 0) / CALLS;
  const [last = 0, most = 0] = [all.at(-1), all[0.99 * CALLS]];
  const seconds = (wait: number) => `${wait.toFixed(wait < 10 ? 1 : 0)} s`;
  return `| ${perMinute} | ${seconds(mean)} | ${seconds(most)} | ${seconds(last)} |`;
}

/** Processes that all make a call in the same moment. */
function atOnce(processes: number): string {
  const minutes = (waits(processes, () => 0).at(-1) ?? 0) / 60;
  return `| ${processes.toLocaleString('en')} | ${minutes.toFixed(1)} minutes |`;
}

test('the page shows how long calls wait, as a simulation of the gate says', async () => {
  const page = await readFile('docs/many-processes.md', 'utf8');
  for (const row of [...[20, 30, 40, 45, 48].map(atRandom), ...[50, 100, 250, 500, 1000].map(atOnce)]) {
    expect.soft(page).toContain(row);
  }
});
