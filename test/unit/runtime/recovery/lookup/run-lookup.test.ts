import { describe, expect, test, vi } from 'vitest';
import type { Resolution } from '../../../../../src/index.ts';
import type { OffsetRange } from '../../../../../src/runtime/clock.ts';
import type { TimeWindow } from '../../../../../src/runtime/recovery/lookup/lookup.ts';
import { type RunLookupSettings, runLookup } from '../../../../../src/runtime/recovery/lookup/run-lookup.ts';
import { fakeTimers } from '../../../../support/fake-timers.ts';
import { clockOf, HAPPENED, INTENT, NOT } from '../../../../support/journal.ts';

fakeTimers();

const SENT = 1_763_740_800_000;
const UNTIL = SENT + 30_000;
const { offset: _, ...untimed } = INTENT;
const UNKNOWN = { outcome: 'unknown' } as const;

/** A clock of which something else may be learned. */
function learning(range: OffsetRange | undefined) {
  const known = { range };
  return { known, clock: { ...clockOf(() => true), range: () => known.range } };
}

type Look = () => Promise<Resolution>;

/** What is found by these looks, and when each was made. */
async function run(
  look: Look,
  { offset, ...settings }: Partial<RunLookupSettings> & { readonly offset?: OffsetRange | undefined } = {},
) {
  const looks: { readonly ms: number; readonly made: TimeWindow; readonly tentative: boolean }[] = [];
  const began = performance.now();
  const running = runLookup(
    () => ({ ...untimed, sentAt: SENT, until: UNTIL, ...(offset && { offset }) }),
    {
      clock: learning([0, 0]).clock,
      gracePeriod: 15_000,
      quiescentAt: 0,
      sameClock: true,
      left: () => ({ timeout: 60_000 }),
      ...settings,
    },
    (made, tentative) => {
      looks.push({ ms: performance.now() - began, made, tentative });
      return look();
    },
  );
  running.catch(() => {});
  await vi.runAllTimersAsync();
  return { found: await running, looks, took: performance.now() - began };
}

describe('the time in which a lost request can have been processed', () => {
  /** From these offsets of Paysera's clock, in milliseconds. */
  const between = (least: number, greatest: number): TimeWindow => {
    const from = Math.floor((SENT + least) / 1000) - 2;
    const to = Math.ceil((UNTIL + greatest + 15_000) / 1000) + 60;
    return { likely: [from, to], possible: [from - 60, to] };
  };

  test.each<[string, OffsetRange | undefined, OffsetRange | undefined, boolean, TimeWindow]>([
    ['what was known when it was sent', [1500, 2500], undefined, false, between(1500, 2500)],
    ['what is known now, of the same clock', undefined, [1500, 2500], true, between(1500, 2500)],
    ['both, of the same clock', [0, 1000], [400_000, 401_000], true, between(0, 401_000)],
    ['both, of the same clock, the other way round', [400_000, 401_000], [0, 1000], true, between(0, 401_000)],
    ['both, of a clock that is near', [0, 1000], [60_999, 61_500], false, between(0, 61_500)],
    ['both, of a clock that is near, the other way round', [60_999, 61_500], [0, 1000], false, between(0, 61_500)],
    ['only the former, of a clock that was set', [0, 1000], [61_000, 61_500], false, between(0, 1000)],
    ['only the former, of a clock that was set back', [61_000, 61_500], [0, 1000], false, between(61_000, 61_500)],
  ])('follows from %s', async (_, offset, now, sameClock, expected) => {
    const { looks } = await run(async () => HAPPENED, { offset, clock: learning(now).clock, sameClock });
    expect(looks).toEqual([{ ms: 0, made: expected, tentative: false }]);
  });

  test('is likely but not certain by a clock that may have been set since', async () => {
    const { looks } = await run(async () => HAPPENED, { clock: learning([1500, 2500]).clock, sameClock: false });
    expect(looks[0]?.made).toEqual({ likely: between(1500, 2500).likely, possible: undefined });
  });

  test('is not known while nothing is known of the clocks: a first look is a guess, which may teach it', async () => {
    const { known, clock } = learning(undefined);
    const untimed = { likely: undefined, possible: undefined };
    const never = await run(async () => NOT, { clock });
    expect(never.looks).toStrictEqual([
      { ms: 0, made: untimed, tentative: true },
      { ms: 0, made: untimed, tentative: false },
    ]);
    expect((await run(async () => UNKNOWN, { clock })).found).toEqual(UNKNOWN);
    const { looks, found } = await run(
      async () => {
        known.range = [1500, 2500];
        return NOT;
      },
      { clock },
    );
    expect(looks.map(({ made, tentative }) => [made, tentative])).toEqual([
      [untimed, true],
      [between(1500, 2500), false],
    ]);
    expect(found).toEqual(NOT);
  });

  test('that learns the clock is run again, if its first result was not certain', async () => {
    for (const [first, looked] of [
      [UNKNOWN, 2],
      [HAPPENED, 1],
      [NOT, 1],
    ] as const) {
      const { known, clock } = learning([0, 0]);
      const { looks } = await run(
        async () => {
          known.range = [-5000, 0];
          return first;
        },
        { clock },
      );
      expect(looks.map(({ tentative }) => tentative)).toEqual(Array(looked).fill(false));
      if (looked === 2) expect(looks[1]?.made).toEqual(between(-5000, 0));
    }
    const { looks } = await run(async () => UNKNOWN);
    expect(looks, 'nothing was learned').toHaveLength(1);
  });
});

describe('that it did not happen', () => {
  const soon = () => performance.now() + 5000;

  test('is said at once when nothing of it can be in progress', async () => {
    const { found, looks } = await run(async () => NOT, { quiescentAt: performance.now() });
    expect([found, looks.length]).toEqual([NOT, 1]);
  });

  test('is said by another look, once nothing of it can be in progress any more', async () => {
    const { found, looks } = await run(async () => NOT, { quiescentAt: soon() });
    expect(found).toEqual(NOT);
    expect(looks.map(({ ms }) => ms)).toEqual([0, 5000]);
  });

  test('is looked at again though the first look was slower than that', async () => {
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 8000));
      return NOT;
    };
    const { looks } = await run(slow, { quiescentAt: soon() });
    expect(looks.map(({ ms }) => ms)).toEqual([0, 8000]);
  });

  test.each([
    [HAPPENED, 1],
    [UNKNOWN, 1],
  ])('needs no wait where a look says otherwise: %j', async (first, looked) => {
    const { found, looks } = await run(async () => first, { quiescentAt: soon() });
    expect([found, looks.length]).toEqual([first, looked]);
  });

  test('is not said when the time is over before that', async () => {
    const left = () => ({ timeout: 4999 });
    const { found, looks, took } = await run(async () => NOT, { quiescentAt: soon(), left });
    expect(found).toEqual({ outcome: 'unknown' });
    expect(looks.map(({ ms }) => Math.round(ms))).toEqual([0, 3999]);
    expect(Math.round(took)).toBe(3999);
    const exact = await run(async () => NOT, { quiescentAt: soon(), left: () => ({ timeout: 5000 }) });
    expect(exact.found).toEqual(NOT);
    const none = await run(async () => NOT, { quiescentAt: soon(), left: () => ({}) });
    expect(none.found).toEqual({ outcome: 'unknown' });
  });

  test('is not said when it happened while there was time', async () => {
    let looks = 0;
    for (const late of [HAPPENED, { ...UNKNOWN, candidates: [{}] }]) {
      looks = 0;
      const { found } = await run(async () => (looks++ === 0 ? NOT : late), {
        quiescentAt: soon(),
        left: () => ({ timeout: 1000 }),
      });
      expect(found).toEqual(late);
    }
  });

  test('is not said when the caller ends the wait', async () => {
    const signal = AbortSignal.abort('closed');
    for (const timeout of [1000, 60_000])
      await expect(run(async () => NOT, { quiescentAt: soon(), left: () => ({ signal, timeout }) })).rejects.toBe(
        'closed',
      );
  });
});
