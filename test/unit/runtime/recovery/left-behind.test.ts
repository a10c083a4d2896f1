import '../../../support/loaded.ts';
import { describe, expect, test, vi } from 'vitest';
import type { Intent } from '../../../../src/index.ts';
import { fakeTimers } from '../../../support/fake-timers.ts';
import { clockOf, HAPPENED, INTENT, journalWith, NOT, reading, watched } from '../../../support/journal.ts';

fakeTimers({ elapsed: 1_000_000 });
const SOON = 60_000;

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
