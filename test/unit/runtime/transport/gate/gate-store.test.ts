import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryGate, NO_PLACES, nextPlace } from '../../../../../src/runtime/state/gate-store.ts';
import { seeded } from '../../../../support/seeded.ts';

const MINUTE = 60_000;
// What the client adds to a window, since requests may arrive out of step.
const SLACK = 500;

/** The most requests in any time of this length. */
function mostIn(window: number, times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let from = 0;
  return sorted.reduce((most, time, index) => {
    while ((sorted[from] ?? 0) <= time - window) from++;
    return Math.max(most, index - from + 1);
  }, 0);
}

describe('nextPlace', () => {
  test('never hands out more places than the limit in any window, whoever goes first', () => {
    const request = fc.record({
      after: fc.nat(2_000),
      first: fc.boolean(),
      within: fc.constantFrom(0, 30_000, 600_000),
      closed: fc.constantFrom(0, 0, 0, 0, 5_000),
    });
    seeded(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(request, { maxLength: 80 }), (limit, requests) => {
        let [places, now] = [NO_PLACES, 1_000_000];
        const sent: number[] = [];
        for (const { after, ...more } of requests) {
          now += after;
          const next = nextPlace(places, { origin: '', limit, spare: 0, window: MINUTE, ...more }, now);
          places = next.places;
          if (next.place.reserved) sent.push(now + next.place.wait);
        }
        expect(mostIn(MINUTE, sent)).toBeLessThanOrEqual(limit);
      }),
    );
  });

  // What Paysera counts is when requests arrive. Each way there takes another time, shorter than the slack.
  test.each([1, 2, 4, 8, 16])(
    '%i processes use 95 % of the allowance over five windows, and are never refused',
    (count) => {
      seeded(
        fc.property(fc.infiniteStream(fc.nat(SLACK - 1)), (delays) => {
          let places = NO_PLACES;
          const arrived: number[] = [];
          // When each process is free to make its next call.
          const free = Array.from({ length: count }, (_, index) => index);
          const end = 5 * MINUTE;
          for (;;) {
            const now = Math.min(...free);
            if (now >= end) break;
            const within = Number.POSITIVE_INFINITY;
            const request = {
              origin: '',
              limit: 50,
              spare: 0,
              window: MINUTE + SLACK,
              first: arrived.length === 0,
              within,
              closed: 0,
            };
            const next = nextPlace(places, request, now);
            places = next.places;
            const at = now + next.place.wait + (delays.next().value ?? 0);
            arrived.push(at);
            free[free.indexOf(now)] = at + 1;
          }
          expect(mostIn(MINUTE, arrived)).toBeLessThanOrEqual(50);
          expect(arrived.filter((at) => at < end).length).toBeGreaterThanOrEqual(0.95 * 5 * 50);
        }),
      );
    },
  );
});

test('a gate in memory serves in turn, and keeps origins apart', async () => {
  const gate = memoryGate();
  const request = { limit: 3, spare: 0, window: 3_600_000, first: false, within: Number.POSITIVE_INFINITY, closed: 0 };
  const waits = async (origin: string) => {
    const places = await Promise.all([1, 2, 3, 4, 5].map(() => gate.reserve({ origin, ...request })));
    return places.map(({ wait }) => Math.round(wait / 3_600_000));
  };
  expect(await waits('a')).toEqual([0, 0, 1, 1, 2]);
  expect(await waits('b')).toEqual([0, 0, 1, 1, 2]);
});
