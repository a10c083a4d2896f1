import '../../support/loaded.ts';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Intent, type IntentStore, OutcomeUnknownError } from '../../../src/index.ts';
import { BACKGROUND, type StepOptions } from '../../../src/runtime/call/step.ts';
import type { TimeWindow } from '../../../src/runtime/recovery/lookup/lookup.ts';
import { clockOf, HAPPENED, INTENT, journalWith, lost, NOT, unknownError, watched } from '../../support/journal.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(1_000_000);
});
afterEach(() => void vi.useRealTimers());

const lose = () => Promise.reject(new OutcomeUnknownError('lost'));
const SOON = 60_000;

/** A lookup of several reads, and which of them leave the slots of the rate gate to others first. */
function reading(reads: number) {
  const waits: unknown[] = [];
  const look = async (_: unknown, { left }: { left: () => StepOptions }) => {
    for (let i = 0; i < reads; i++) waits.push(left()[BACKGROUND]);
    return HAPPENED;
  };
  return { waits, look };
}

describe('resolve() of a lost call', () => {
  test('is asked of Paysera once, when that was certain', async () => {
    for (const [found, looked] of [
      [HAPPENED, 1],
      [NOT, 1],
      [{ outcome: 'unknown' } as const, 2],
    ] as const) {
      const look = vi.fn(async () => found);
      const error = await lost(journalWith(look).run);
      expect(await error.resolve()).toEqual(found);
      expect(await error.resolve()).toEqual(found);
      expect(look).toHaveBeenCalledTimes(looked);
    }
  });

  test('of one that was answered with an id finds it', async () => {
    const { run } = journalWith(async () => HAPPENED);
    const error = await unknownError(run(async () => ({ order_id: 'o', message: 'another order' })));
    expect(await error.resolve()).toEqual(HAPPENED);
  });

  test('of an operation that cannot be looked up is unknown', async () => {
    const error = await unknownError(journalWith(async () => NOT).refund(lose));
    expect(await error.resolve()).toEqual({ outcome: 'unknown' });
  });

  test.each([false, true])('looks by the clock as it is now: set since it was sent: %s', async (isSet) => {
    const windows: TimeWindow[] = [];
    let range: readonly [number, number] = [400_000, 400_000];
    let set = 0;
    let ahead = 0;
    const clock = { ...clockOf(() => true), range: () => range, settings: () => set };
    const look = async (_: unknown, { made }: { made: TimeWindow }) => {
      windows.push(made);
      return HAPPENED;
    };
    const began = Date.now();
    const error = await lost(journalWith(look, { clock, now: () => Date.now() + ahead }).run);
    await vi.advanceTimersByTimeAsync(10_000);
    range = [100_000, 100_000];
    if (isSet) {
      set = 1;
      // By 300 seconds.
      ahead = 300_000;
    }
    await error.resolve();
    const from = Math.floor((began + (isSet ? 300_000 + 100_000 : 100_000)) / 1000) - 2;
    const to = Math.ceil((began + 400_000) / 1000) + 60;
    expect(windows).toEqual([{ likely: [from, to], possible: [from - 60, to] }]);
  });

  test('claims the intent once it is kept, for as long as it may look, and gives back what stays unknown', async () => {
    const { store, calls, kept } = watched();
    const slow: IntentStore = {
      ...store,
      save: async (intent) => {
        if (intent.state === 'unknown') await new Promise((resolve) => setTimeout(resolve, 100));
        await store.save(intent);
      },
    };
    const { run } = journalWith(async () => ({ outcome: 'unknown' }), { store: slow });
    const error = await lost(run);
    expect(await error.resolve({ timeout: 5000 })).toEqual({ outcome: 'unknown' });
    await vi.advanceTimersByTimeAsync(200);
    expect(calls).toEqual(['save sent', 'save unknown', 'claim 64900', 'release']);
    const [open] = await kept.pending({ account: 'account-1' });
    expect(await kept.claim(open?.id ?? '', 'another', SOON)).toBe(true);
  });

  test('holds its claim for ten minutes at most', async () => {
    const { store, calls } = watched();
    const error = await lost(journalWith(async () => NOT, { store }).run);
    expect(await error.resolve({ timeout: 3_600_000 })).toEqual(NOT);
    expect(calls).toEqual(['save sent', 'save unknown', 'claim 600000', 'claim 600000', 'save did-not-happen']);
  });

  test.each<[string, Partial<IntentStore>, object]>([
    [
      'fails to claim',
      { claim: () => Promise.reject(new Error('down')) },
      { outcome: 'unknown', cause: { message: 'down' } },
    ],
    ['gives the claim to another', { claim: async () => false }, { outcome: 'unknown' }],
  ])('never says that it did not happen when the store %s', async (_, more, expected) => {
    const { store, calls } = watched(more);
    const error = await lost(journalWith(async () => NOT, { store }).run);
    expect(await error.resolve()).toMatchObject(expected);
    expect(calls).not.toContain('save did-not-happen');
  });

  test('never says that it did not happen when the claim was lost while it looked', async () => {
    let claims = 0;
    const { store, calls } = watched({ claim: async () => ++claims === 1 });
    const error = await lost(journalWith(async () => NOT, { store }).run);
    expect(await error.resolve()).toEqual({ outcome: 'unknown' });
    expect(calls).not.toContain('save did-not-happen');
  });

  test('says that it happened whatever becomes of the claim', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => void process.off('unhandledRejection', unhandled));
    const { store } = watched({ claim: () => Promise.reject(new Error('down')) });
    const error = await lost(journalWith(async () => HAPPENED, { store }).run);
    expect(await error.resolve()).toEqual(HAPPENED);
    vi.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).not.toHaveBeenCalled();
  });

  test('is unknown when the claim ran out before the store had closed the intent', async () => {
    const { store } = watched();
    const slow: IntentStore = {
      ...store,
      save: async (intent) => {
        if (intent.state === 'did-not-happen') await new Promise((resolve) => setTimeout(resolve, 600_000));
        await store.save(intent);
      },
    };
    const error = await lost(journalWith(async () => NOT, { store: slow }).run);
    const resolving = error.resolve({ timeout: 3_600_000 });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(await resolving).toEqual({ outcome: 'unknown' });
  });

  test('looks again when the store failed to close the intent until the end', async () => {
    const { store } = watched();
    const failing: IntentStore = {
      ...store,
      save: (intent) => (intent.state === 'did-not-happen' ? Promise.reject(new Error('down')) : store.save(intent)),
    };
    const look = vi.fn(async () => NOT);
    const error = await lost(journalWith(look, { store: failing }).run);
    const resolving = error.resolve();
    await vi.advanceTimersByTimeAsync(26_000);
    expect(await resolving).toMatchObject({ outcome: 'unknown', cause: { message: 'down' } });
    const again = error.resolve();
    await vi.advanceTimersByTimeAsync(26_000);
    expect(await again).toMatchObject({ outcome: 'unknown', cause: { message: 'down' } });
    expect(look).toHaveBeenCalledTimes(2);
  });

  test('writes no earlier state that the store failed to keep over the outcome', async () => {
    let fails = true;
    const { store, calls, kept } = watched({
      save: async (intent) => {
        if (intent.state === 'unknown' && fails) {
          fails = false;
          throw new Error('down');
        }
        await kept.save(intent);
      },
    });
    const error = await lost(journalWith(async () => NOT, { store }).run);
    expect(await error.resolve()).toEqual(NOT);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls.filter((call) => call.startsWith('save'))).toEqual([
      'save sent',
      'save unknown',
      'save did-not-happen',
    ]);
    expect(await kept.pending({ account: 'account-1' })).toEqual([]);
  });

  test('waits for no other call with its first five reads', async () => {
    const { waits, look } = reading(7);
    const error = await lost(journalWith(look).run);
    await error.resolve();
    expect(waits).toEqual([false, false, false, false, false, true, true]);
  });

  test('reads nothing more when its caller has ended it', async () => {
    const controller = new AbortController();
    const read = vi.fn();
    const look = async (_: unknown, { left }: { left: () => unknown }) => {
      controller.abort(new Error('closed'));
      left();
      read();
      return NOT;
    };
    const error = await lost(journalWith(look).run);
    expect(await error.resolve({ signal: controller.signal })).toMatchObject({
      outcome: 'unknown',
      cause: { message: 'closed' },
    });
    expect(read).not.toHaveBeenCalled();
  });

  test('that is ended while it waits says by what', async () => {
    const { run } = journalWith(async () => NOT, { gracePeriod: SOON });
    const error = await lost(run);
    const controller = new AbortController();
    const resolving = error.resolve({ signal: controller.signal });
    await vi.advanceTimersByTimeAsync(1000);
    controller.abort(new Error('closed'));
    expect(await resolving).toMatchObject({ outcome: 'unknown', cause: { message: 'closed' } });
  });
});

describe('what another process left behind', () => {
  async function left(more: Partial<Intent>, look: Parameters<typeof journalWith>[0], settings = {}) {
    const watch = watched();
    await watch.kept.save({ ...INTENT, ...more });
    const looked = vi.fn(look);
    const { intents } = journalWith(looked, { store: watch.store, ...settings });
    return { ...watch, intents, looked };
  }
  const outcome = async ({ intents }: Awaited<ReturnType<typeof left>>) => (await intents.resolve())[0]?.resolution;

  test('is closed when it happened', async () => {
    const open = await left({}, async () => HAPPENED);
    expect(await outcome(open)).toEqual(HAPPENED);
    expect(open.calls).toEqual(['claim 600000', 'save happened']);
    expect(await open.intents.pending()).toEqual([]);
  });

  test('is given back when that stays unknown', async () => {
    const open = await left({}, async () => ({ outcome: 'unknown' }));
    expect(await outcome(open)).toEqual({ outcome: 'unknown' });
    expect(await open.intents.pending()).toHaveLength(1);
    expect(await open.kept.claim(INTENT.id, 'another', SOON)).toBe(true);
  });

  test('is not looked up by two at the same time', async () => {
    const open = await left({}, async () => NOT);
    await open.kept.claim(INTENT.id, 'another', SOON);
    expect(await outcome(open)).toEqual({ outcome: 'unknown' });
    expect(open.looked).not.toHaveBeenCalled();
  });

  test('stays unknown when the store fails, and says so', async () => {
    const open = await left({}, async () => NOT);
    const store = { ...open.store, claim: () => Promise.reject(new Error('down')) };
    const { intents } = journalWith(async () => NOT, { store });
    expect((await intents.resolve())[0]?.resolution).toMatchObject({ outcome: 'unknown', cause: { message: 'down' } });
  });

  test('is read after the calls that are made now', async () => {
    const { waits, look } = reading(2);
    await outcome(await left({}, look));
    expect(waits).toEqual([true, true]);
  });

  test('is looked up once where Paysera’s time is known, and first read where it is not', async () => {
    const known = await left({}, async () => HAPPENED);
    await outcome(known);
    expect(known.looked).toHaveBeenCalledTimes(1);
    let reads = 0;
    const unread = await left({}, async () => HAPPENED, { clock: clockOf(() => ++reads > 1) });
    await outcome(unread);
    const tentative = unread.looked.mock.calls.map(([, { tentative, made }]) => [tentative, made.likely !== undefined]);
    expect(tentative).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test('is looked up in its own time, whatever the clock of this process says', async () => {
    const open = await left({ offset: [0, 0] }, async () => HAPPENED, { clock: clockOf(() => true, 400_000) });
    await outcome(open);
    expect(open.looked.mock.calls[0]?.[1].made.likely).toEqual([-2, 60]);
  });

  test.each<[string, (now: number) => Partial<Intent>, boolean]>([
    ['one that ended', (now) => ({ until: now - 1 }), true],
    ['one that may act yet', (now) => ({ until: now + 1000 }), false],
    [
      'one that may act yet, of which no clock is known',
      (now) => ({ until: now + 1000, offset: undefined as never }),
      false,
    ],
    ['one of a clock that was ahead', (now) => ({ until: now + 100_000, offset: [-200_000, -150_000] }), true],
    ['one of a clock that was behind', (now) => ({ until: now - 100_000, offset: [150_000, 200_000] }), false],
  ])('is left to the call that it belongs to, as long as that may act: %s', async (_, more, isOver) => {
    const open = await left(more(Date.now()), async () => HAPPENED);
    expect((await outcome(open))?.outcome).toBe(isOver ? 'happened' : 'unknown');
    expect(open.looked).toHaveBeenCalledTimes(isOver ? 1 : 0);
  });

  test('may act by Paysera’s clock, by which this one is behind', async () => {
    // Paysera is 100 seconds ahead of this clock: by its time the call ended 50 seconds ago.
    const ended = await left({ until: Date.now() + 50_000, offset: [0, 0] }, async () => HAPPENED, {
      clock: clockOf(() => true, 100_000),
    });
    expect(await outcome(ended)).toEqual(HAPPENED);
    const running = await left({ until: Date.now() - 50_000, offset: [0, 0] }, async () => HAPPENED, {
      clock: clockOf(() => true, -100_000),
    });
    expect(await outcome(running)).toEqual({ outcome: 'unknown' });
  });
});
