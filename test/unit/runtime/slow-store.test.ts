import '../../support/loaded.ts';
import { describe, expect, test, vi } from 'vitest';
import { memoryIntents } from '../../../src/index.ts';
import type { Intent } from '../../../src/runtime/recovery/intents/intents.ts';
import { CONTEXT, journalWith, NO_CALL, NOT, OPERATION, responseOf } from '../../support/journal.ts';

describe('a store that is slow', () => {
  const slow = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

  test('the time of a slow store counts towards the deadline, after which nothing is sent', async () => {
    vi.useFakeTimers();
    try {
      const act = vi.fn(async () => ({}));
      const saved: string[] = [];
      const store = { ...memoryIntents(), save: ({ state }: Intent) => slow(6000).then(() => void saved.push(state)) };
      const running = journalWith(async () => NOT, { store }).run(act, { timeout: 1000 });
      const result = running.catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(1000);
      expect(await result).toMatchObject({
        name: 'TimeoutError',
        message: expect.stringContaining('Nothing was sent'),
      });
      await vi.advanceTimersByTimeAsync(20_000);
      expect(act).not.toHaveBeenCalled();
      expect(saved, 'the late intent is closed again').toEqual(['sent', 'did-not-happen']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('a store that never responds ends the call at its deadline, or when it is aborted', async () => {
    const store = { ...memoryIntents(), save: () => new Promise<void>(() => {}) };
    const { run } = journalWith(async () => NOT, { store });
    await expect(run(async () => ({}), { timeout: 20 })).rejects.toMatchObject({ name: 'TimeoutError' });
    const signal = AbortSignal.timeout(20);
    await expect(run(async () => ({}), { signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('the request gets the time that the store has left', async () => {
    const store = { ...memoryIntents(), save: () => slow(50) };
    const { journal } = journalWith(async () => NOT, { store });
    let remaining = 0;
    await journal.run(
      OPERATION,
      {},
      { ...CONTEXT, timeout: 1000 },
      async (timeout) => {
        remaining = timeout;
        return responseOf({});
      },
      NO_CALL,
    );
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(952);
  });

  test('a slow store never delays a response', async () => {
    let saves = 0;
    const store = { ...memoryIntents(), save: () => (saves++ === 0 ? Promise.resolve() : new Promise<void>(() => {})) };
    const { run } = journalWith(async () => NOT, { store });
    await expect(run(async () => ({ order_id: 'o' }))).resolves.toMatchObject({ data: { order_id: 'o' } });
  });

  test('a call without a deadline is rejected, since no other process could know when it is over', async () => {
    const { run } = journalWith(async () => NOT);
    const refused = { name: 'ConfigurationError', message: expect.stringContaining('timeout is Infinity') };
    await expect(run(async () => ({}), { timeout: Number.POSITIVE_INFINITY })).rejects.toMatchObject(refused);
  });
});
