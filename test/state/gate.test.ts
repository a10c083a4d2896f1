import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GateStore, NO_PLACES, nextPlace, type PlaceRequest } from '../../src/runtime/state/gate-store.ts';
import { type SqlQuery, sqlState } from '../../src/sql/index.ts';
import { seededAsync } from '../support/seeded.ts';
import { onEachDatabase, onEachStore } from '../support/state/each-store.ts';
import { fourProcesses } from '../support/state/four-processes.ts';

// An hour: whatever a test takes is nothing beside it.
const window = 3_600_000;
const EVER = 2 ** 31 - 1;

function request(more: Partial<PlaceRequest> = {}): PlaceRequest {
  return { origin: 'https://api.example', limit: 10, spare: 0, window, first: false, within: EVER, closed: 0, ...more };
}

const reserveTogether = fourProcesses(new URL('./reserve-child.ts', import.meta.url));

const hours = ({ wait }: { wait: number }) => Math.round(wait / window);

describe('the gate of a state', () => {
  onEachStore((connection, store) => {
    const gateOf = (): GateStore => connection().state().gate;
    const newOrigin = () => `https://${crypto.randomUUID()}.example`;

    test('hands out the earliest free place to each of many who ask at once', async () => {
      const origin = newOrigin();
      const places = await Promise.all(Array.from({ length: 40 }, () => gateOf().reserve(request({ origin }))));
      expect(places.every(({ reserved }) => reserved)).toBe(true);
      const perWindow = [0, 1, 2, 3, 4].map((hour) => places.filter((place) => hours(place) === hour).length);
      // One of ten is kept for those who go first.
      expect(perWindow).toEqual([9, 9, 9, 9, 4]);
    });

    test('hands out each place once, whichever of four processes asks', { timeout: 60_000 }, async () => {
      const origin = newOrigin();
      const answers = await reserveTogether({ store, request: request({ origin }), times: 10 });
      const places = answers.flatMap((waits) => (waits as number[]).map((wait) => hours({ wait })));
      expect([0, 1, 2, 3, 4].map((hour) => places.filter((place) => place === hour).length)).toEqual([9, 9, 9, 9, 4]);
    });

    test('keeps a place for those who go first, and counts it', async () => {
      const origin = newOrigin();
      for (let i = 0; i < 30; i++) await gateOf().reserve(request({ origin }));
      expect(hours(await gateOf().reserve(request({ origin, first: true })))).toBe(0);
      expect(hours(await gateOf().reserve(request({ origin, first: true })))).toBe(1);
      expect(hours(await gateOf().reserve(request({ origin })))).toBe(3);
    });

    test('leaves places free for others when a request asks for that', async () => {
      const origin = newOrigin();
      const modest = request({ origin, spare: 5, within: 0 });
      const given = [];
      for (let i = 0; i < 6; i++) given.push((await gateOf().reserve(modest)).reserved);
      expect(given).toEqual([true, true, true, true, false, false]);
      expect(hours(await gateOf().reserve(modest))).toBe(1);
      expect(hours(await gateOf().reserve(request({ origin })))).toBe(0);
    });

    test('hands out nothing that is further away than the caller can wait', async () => {
      const origin = newOrigin();
      const one = request({ origin, limit: 1 });
      expect(await gateOf().reserve(one)).toMatchObject({ reserved: true });
      const refused = await gateOf().reserve({ ...one, within: 1000 });
      expect([refused.reserved, hours(refused)]).toEqual([false, 1]);
      // It is still there.
      const next = await gateOf().reserve(one);
      expect([next.reserved, hours(next)]).toEqual([true, 1]);
    });

    test('stays closed for as long as Paysera said, for everyone', async () => {
      const origin = newOrigin();
      expect(await gateOf().reserve(request({ origin, within: -1, closed: 2 * window }))).toMatchObject({
        reserved: false,
      });
      expect(hours(await gateOf().reserve(request({ origin })))).toBe(2);
      expect(hours(await gateOf().reserve(request({ origin, first: true })))).toBe(2);
      expect(hours(await gateOf().reserve(request({ origin: newOrigin() })))).toBe(0);
    });

    test('does what `nextPlace` does', { timeout: 60_000 }, () => doesWhatNextPlaceDoes(gateOf));
  });

  onEachDatabase((connection) => {
    test('reads the clock once, since it goes on within a statement', { timeout: 60_000 }, async () => {
      const { sql } = connection();
      if (!sql) throw new Error('No database.');
      await doesWhatNextPlaceDoes(() => sqlState(withSlowClock(sql)).gate);
    });
  });
});

/** Whatever is asked, and in whichever order. */
async function doesWhatNextPlaceDoes(gateOf: () => GateStore): Promise<void> {
  const requests = fc.array(
    fc.record({
      limit: fc.constantFrom(1, 2, 3, 7),
      spare: fc.constantFrom(0, 0, 1, 4),
      first: fc.boolean(),
      within: fc.constantFrom(-1, window / 2, 3.5 * window, EVER),
      closed: fc.constantFrom(0, 0, 0, 2 * window),
    }),
    { maxLength: 25 },
  );
  const check = fc.asyncProperty(requests, async (asked) => {
    const origin = `https://${crypto.randomUUID()}.example`;
    let places = NO_PLACES;
    let now = 1_700_000_000_000;
    for (const one of asked) {
      // No two requests in one millisecond, on either clock: which place is earlier would be left to chance.
      await setTimeout(2);
      const expected = nextPlace(places, request(one), ++now);
      places = expected.places;
      const place = await gateOf().reserve(request({ ...one, origin }));
      expect([place.reserved, hours(place)]).toEqual([expected.place.reserved, hours(expected.place)]);
    }
  });
  await seededAsync(check, 20);
}

/** The same database, whose clock goes on by 2 ms each time that a statement reads it. SQLite's stands still meanwhile. */
function withSlowClock(sql: SqlQuery): SqlQuery {
  const slow = (text: string) =>
    text
      .replaceAll('SYSDATE(3)', 'DATE_ADD(SYSDATE(3), INTERVAL SLEEP(0.002) SECOND)')
      .replaceAll('clock_timestamp()', '(SELECT clock_timestamp() FROM pg_sleep(0.002))');
  const query: SqlQuery = (texts, ...values) => {
    const changed = texts.map(slow);
    return sql(Object.assign(changed, { raw: changed }), ...values);
  };
  return Object.assign(query, sql.dialect && { dialect: sql.dialect });
}
