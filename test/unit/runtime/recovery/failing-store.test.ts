import '../../../support/loaded.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryIntents } from '../../../../src/index.ts';
import type { Intent } from '../../../../src/runtime/recovery/intents/intents.ts';
import { HAPPENED, journalWith, lost, NOT } from '../../../support/journal.ts';

describe('a store that fails', () => {
  /** A store whose saves fail as listed, from the one that follows the first on. */
  function failing(...outcomes: readonly ('fails' | 'keeps it and fails' | number)[]) {
    const kept = memoryIntents();
    const states: string[] = [];
    let saves = -1;
    const save = async (intent: Intent) => {
      const outcome = outcomes[saves++] ?? 0;
      if (typeof outcome === 'number' && outcome > 0) await new Promise((resolve) => setTimeout(resolve, outcome));
      if (outcome !== 'fails') await kept.save(intent);
      if (typeof outcome !== 'number') throw new Error('disk full');
      states.push(intent.state);
    };
    return { store: { ...kept, save }, states, saves: () => saves + 1 };
  }
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('an outcome that could not be recorded is written again a second later', async () => {
    const { store, states } = failing('fails');
    const { run, intents } = journalWith(async () => NOT, { store });
    await run(async () => ({ order_id: 'o' }));
    expect(await intents.pending()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(states).toEqual(['sent', 'happened']);
    expect(await intents.pending()).toEqual([]);
  });

  test('an outcome is written five times at most', async () => {
    const { store, saves } = failing('fails', 'fails', 'fails', 'fails', 'fails');
    await journalWith(async () => NOT, { store }).run(async () => ({ order_id: 'o' }));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(saves()).toBe(5);
  });

  test('an older state is not written again after a newer one', async () => {
    const { store, states } = failing('fails');
    const { run } = journalWith(async () => HAPPENED, { store });
    const error = await lost(run);
    await error.resolve();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states).toEqual(['sent', 'happened']);
  });

  test('a store that closes the intent and then fails does not keep resolve() from its answer', async () => {
    const { store } = failing(0, 'keeps it and fails');
    const error = await lost(journalWith(async () => NOT, { store }).run);
    const resolving = error.resolve();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await resolving).toEqual(NOT);
  });

  test('what the store took longer to close than resolve() may take, the next resolve() returns', async () => {
    const { store } = failing(0, 40_000);
    const look = vi.fn(async () => NOT);
    const error = await lost(journalWith(look, { store }).run);
    const first = error.resolve({ timeout: 30_000 });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await first).toMatchObject({ outcome: 'unknown' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await error.resolve()).toEqual(NOT);
    expect(look).toHaveBeenCalledOnce();
  });

  test('a store that outlasts the claim leaves the outcome unknown: another process may have got the result', async () => {
    const { store } = failing(0, 200_000);
    const error = await lost(journalWith(async () => NOT, { store }).run);
    const first = error.resolve({ timeout: 30_000 });
    await vi.advanceTimersByTimeAsync(200_000);
    expect(await first).toMatchObject({ outcome: 'unknown' });
    expect(await error.resolve()).toMatchObject({ outcome: 'unknown' });
  });
});
