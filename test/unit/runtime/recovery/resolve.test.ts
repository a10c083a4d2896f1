import '../../../support/loaded.ts';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { IntentStore } from '../../../../src/index.ts';
import type { TimeWindow } from '../../../../src/runtime/recovery/lookup/lookup.ts';
import { fakeTimers } from '../../../support/fake-timers.ts';
import {
  clockOf,
  HAPPENED,
  journalWith,
  lose,
  lost,
  NOT,
  reading,
  unknownError,
  watched,
} from '../../../support/journal.ts';

fakeTimers({ elapsed: 1_000_000 });

const SOON = 60_000;

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
