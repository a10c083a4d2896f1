import '../../../support/loaded.ts';
import { describe, expect, test, vi } from 'vitest';
import { isOutcomeUnknownError } from '../../../../src/index.ts';
import type { Lookup, TimeWindow } from '../../../../src/runtime/recovery/lookup/lookup.ts';
import { clockOf, HAPPENED, journalWith, lost, NOT, thrown } from '../../../support/journal.ts';

describe('resolve()', () => {
  test('resolve() returns what the lookup finds, and closes the intent', async () => {
    for (const found of [HAPPENED, NOT]) {
      const { run, states, intents } = journalWith(async () => found);
      const error = await lost(run);
      expect(await intents.pending()).toHaveLength(1);
      expect(await error.resolve()).toEqual(found);
      expect(states().at(-1)).toBe(found.outcome);
      expect(await intents.pending()).toEqual([]);
    }
  });

  test('resolve() reports did-not-happen only when nothing can be in flight any longer', async () => {
    vi.useFakeTimers();
    try {
      let arrived = false;
      const { run } = journalWith(async () => (arrived ? HAPPENED : NOT), { gracePeriod: 3000 });
      const resolving = (await lost(run)).resolve();
      setTimeout(() => {
        arrived = true;
      }, 2900);
      await vi.advanceTimersByTimeAsync(3000);
      expect(await resolving).toEqual(HAPPENED);
    } finally {
      vi.useRealTimers();
    }
  });

  test('resolve() looks again when the first lookup was so slow that the request may have taken effect since', async () => {
    vi.useFakeTimers();
    try {
      let looks = 0;
      const { run } = journalWith(
        async () => {
          if (++looks > 1) return HAPPENED;
          await new Promise((resolve) => setTimeout(resolve, 5000));
          return NOT;
        },
        { gracePeriod: 3000 },
      );
      const resolving = (await lost(run)).resolve();
      await vi.advanceTimersByTimeAsync(5001);
      expect(await resolving).toEqual(HAPPENED);
    } finally {
      vi.useRealTimers();
    }
  });

  test('resolve() leaves the outcome unknown when it is aborted while it waits', async () => {
    const { run } = journalWith(async () => NOT, { gracePeriod: 60_000 });
    const error = await lost(run);
    const resolving = error.resolve({ signal: AbortSignal.timeout(10) });
    expect(await resolving).toMatchObject({ outcome: 'unknown' });
  });

  test('resolve() leaves the intent open when the lookup fails, and can be retried', async () => {
    let down = true;
    const { run, intents } = journalWith(async () => (down ? thrown('down') : HAPPENED));
    const error = await lost(run);
    expect(await error.resolve()).toMatchObject({ outcome: 'unknown', cause: { message: 'down' } });
    expect(await intents.pending()).toHaveLength(1);
    down = false;
    expect(await error.resolve()).toEqual(HAPPENED);
  });

  test('resolve() looks again when the lookup taught it Paysera’s clock, and does not find an older order', async () => {
    let known = false;
    const times: (number | undefined)[] = [];
    const { run } = journalWith(
      async (_, { made }) => {
        known = true;
        times.push(made.likely?.[0]);
        // A similar order was created half an hour ago.
        return (made.likely?.[0] ?? 0) < Date.now() / 1000 - 1800 ? HAPPENED : NOT;
      },
      { clock: clockOf(() => known) },
    );
    expect(await (await lost(run)).resolve()).toEqual(NOT);
    expect(times).toEqual([undefined, expect.any(Number)]);
  });

  test('the lookup covers the time since sending on Paysera’s clock, and no more than clocks can differ', async () => {
    let window: TimeWindow | undefined;
    const look: Lookup<object> = async (_, { made }) => {
      window = made;
      return HAPPENED;
    };
    const { run } = journalWith(look, { clock: clockOf(() => true, 400_000), gracePeriod: 15_000 });
    const sent = Math.floor(Date.now() / 1000) + 400;
    await (await lost(run)).resolve();
    const { likely = [0, 0], possible = [0, 0] } = window ?? {};
    expect([likely[0] - sent, possible[0] - sent]).toEqual([
      expect.toSatisfy((before: number) => before >= -3 && before <= 0),
      expect.toSatisfy((before: number) => before >= -63 && before <= -60),
    ]);
    expect(likely[1] - sent).toBeGreaterThanOrEqual(15);
    expect(likely[1]).toBe(possible[1]);
  });

  test('resolve() ends as unknown after its own timeout while it is too early to be certain', async () => {
    const { run } = journalWith(async () => NOT, { gracePeriod: 60_000 });
    const error = await lost(run);
    expect(await error.resolve({ timeout: 20 })).toEqual({ outcome: 'unknown' });
  });

  test('resolve() never reports did-not-happen for a creation whose response had an id', async () => {
    const { run, written } = journalWith(async () => NOT);
    const error = await run(async () => ({ order_id: 'o', message: 'another order' })).catch(
      (thrown: unknown) => thrown,
    );
    if (!isOutcomeUnknownError(error)) throw new Error('not an OutcomeUnknownError', { cause: error });
    expect(error.cause).toMatchObject({ name: 'ResponseValidationError', data: { order_id: 'o' } });
    expect(await error.resolve()).toEqual({ outcome: 'unknown' });
    expect(written.at(-1)).toMatchObject({ state: 'unknown', facts: { answered: 'o' } });
  });
});
