import '../../../support/loaded.ts';
import { describe, expect, test, vi } from 'vitest';
import { memoryIntents } from '../../../../src/index.ts';
import { HAPPENED, INTENT, journalWith, lost, NOT } from '../../../support/journal.ts';

describe('after a crash', () => {
  test('a call in flight in another process is left alone until its deadline has passed', async () => {
    const { intents, run } = journalWith(async () => NOT, { gracePeriod: 100 });
    let finish = () => {};
    const running = run(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    await vi.waitFor(async () => expect(await intents.pending()).toHaveLength(1));
    const [other] = await intents.resolve();
    expect(other?.resolution).toEqual({ outcome: 'unknown' });
    expect(await intents.pending()).toHaveLength(1);
    finish();
    await running;
    expect(await intents.pending()).toEqual([]);
  });

  test.each([
    ['of another account', { account: 'account-2' }],
    ['of another API', { operation: 'capturePaymentRequest' }],
  ])('an intent %s is left to the client it belongs to', async (_, other) => {
    const store = memoryIntents();
    await store.save({ ...INTENT, ...other });
    const { intents } = journalWith(async () => NOT, { store });
    expect(await intents.resolve()).toEqual([]);
    const account = 'account' in other ? other.account : 'account-1';
    expect(await store.pending({ account })).toHaveLength(1);
  });

  test('only one of several processes gets did-not-happen for an intent', async () => {
    const store = memoryIntents();
    await store.save(INTENT);
    const processes = [1, 2, 3].map(() => journalWith(async () => NOT, { store }));
    const resolved = await Promise.all(processes.map(({ intents }) => intents.resolve()));
    expect(resolved.flat().filter(({ resolution }) => resolution.outcome === 'did-not-happen')).toHaveLength(1);
  });

  test('a caller whose intent another process has settled does not get did-not-happen', async () => {
    const { run, store } = journalWith(async () => NOT);
    const error = await lost(run);
    const other = journalWith(async () => NOT, { store });
    expect((await other.intents.resolve())[0]?.resolution).toEqual(NOT);
    expect(await error.resolve()).toEqual({ outcome: 'unknown' });
  });

  test('a step of a composite call is left alone until the deadline of the whole call', async () => {
    const { run, store, written } = journalWith(async () => NOT);
    const step = { endsAt: performance.now() + 3_600_000 };
    const error = await lost(run, { step });
    expect(written.at(-1)?.until).toBeGreaterThan(Date.now() + 3_500_000);
    const other = journalWith(async () => NOT, { store });
    expect((await other.intents.resolve())[0]?.resolution).toEqual({ outcome: 'unknown' });
    expect(await error.resolve(), 'the composite call itself may resolve it').toEqual(NOT);
  });

  test('an intent without a known time on Paysera’s clock is resolved after a whole grace period', async () => {
    vi.useFakeTimers();
    try {
      const { offset: _, ...untimed } = INTENT;
      const store = memoryIntents();
      await store.save(untimed);
      let looks = 0;
      const { intents } = journalWith(async () => (++looks === 1 ? NOT : HAPPENED), { store, gracePeriod: 15_000 });
      const resolving = intents.resolve();
      await vi.advanceTimersByTimeAsync(15_000);
      expect((await resolving)[0]?.resolution).toEqual(HAPPENED);
    } finally {
      vi.useRealTimers();
    }
  });

  test('the claim of a dead process expires', async () => {
    vi.useFakeTimers();
    try {
      const store = memoryIntents();
      await store.save(INTENT);
      await store.claim('x', 'dead', 60_000);
      const { intents } = journalWith(async () => NOT, { store });
      expect((await intents.resolve())[0]?.resolution).toEqual({ outcome: 'unknown' });
      await vi.advanceTimersByTimeAsync(60_000);
      expect((await intents.resolve())[0]?.resolution).toEqual(NOT);
    } finally {
      vi.useRealTimers();
    }
  });
});
