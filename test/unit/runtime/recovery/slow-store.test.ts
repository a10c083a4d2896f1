import '../../../support/loaded.ts';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createCheckout, memoryIntents } from '../../../../src/index.ts';
import type { Intent } from '../../../../src/runtime/recovery/intents/intents.ts';
import { journalWith, NOT } from '../../../support/journal.ts';

const CREDENTIALS = { clientId: 'c', clientSecret: 's', rateLimit: false } as const;

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

  test('nothing is sent when the store blocks the process until after the deadline', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    onTestFinished(() => now.mockRestore());
    const store = { ...memoryIntents(), save: async () => void now.mockReturnValue(1001) };
    const act = vi.fn(async () => ({}));
    const { run } = journalWith(async () => NOT, { store });
    await expect(run(act, { timeout: 1000 })).rejects.toMatchObject({
      name: 'TimeoutError',
      message: expect.stringContaining('Nothing was sent'),
    });
    expect(act).not.toHaveBeenCalled();
  });

  test('a store that never responds ends the call at its deadline, or when it is aborted', async () => {
    const store = { ...memoryIntents(), save: () => new Promise<void>(() => {}) };
    const { run } = journalWith(async () => NOT, { store });
    await expect(run(async () => ({}), { timeout: 20 })).rejects.toMatchObject({ name: 'TimeoutError' });
    const signal = AbortSignal.timeout(20);
    await expect(run(async () => ({}), { signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('the request gets the time that the store has left', async () => {
    vi.useFakeTimers();
    try {
      const store = { ...memoryIntents(), save: () => slow(50) };
      const fetch: typeof globalThis.fetch = (input, { signal } = {}) =>
        String(input).endsWith('/token')
          ? Promise.resolve(Response.json({ access_token: 't', expires_in: 3600 }))
          : new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      const { orders } = createCheckout({ ...CREDENTIALS, intents: store, fetch, timeout: 1000 });
      const ended = vi.fn();
      const purchase = { reference: 'A-1', amount: 1000, currency: 'EUR' };
      const running = orders.create({ purchase }).catch(ended);
      await vi.advanceTimersByTimeAsync(999);
      expect(ended).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(ended).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ name: 'OutcomeUnknownError' }));
      await running;
    } finally {
      vi.useRealTimers();
    }
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
