import '../../support/loaded.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  ConnectionError,
  isOutcomeUnknownError,
  memoryIntents,
  OutcomeUnknownError,
  type Resolution,
} from '../../../src/index.ts';
// Loaded beforehand: under fake timers a first import would take real time.
import type { Call } from '../../../src/runtime/call/wire-types.ts';
import type { Clock } from '../../../src/runtime/clock.ts';
import type { Operation } from '../../../src/runtime/operation.ts';
import type { Intent, IntentStore } from '../../../src/runtime/recovery/intents.ts';
import { createJournal } from '../../../src/runtime/recovery/journal.ts';
import type { Lookup, TimeWindow } from '../../../src/runtime/recovery/lookup.ts';
import type { JournalSettings } from '../../../src/runtime/recovery/recovery.ts';
import type { ApiResponse } from '../../../src/runtime/transport/read-response.ts';

const OPERATION: Operation = { id: 'createOrder', method: 'POST', path: '/o', auth: 'oauth', retry: 'lookup' };
const KEYED: Operation = { ...OPERATION, id: 'createRefund', retry: 'key' };
const CONTEXT = { idempotencyKey: undefined, timeout: 30_000 };
const HAPPENED: Resolution = { outcome: 'happened', value: { order_id: 'o' } };
const NOT: Resolution = { outcome: 'did-not-happen' };

/** A clock that agrees with ours, or of which nothing is known yet. */
function clockOf(known: () => boolean, offset = 0): Clock {
  return {
    now: () => Date.now() + offset,
    offset: () => (known() ? offset : 0),
    range: () => (known() ? [offset, offset] : undefined),
    settings: () => 0,
    learn: () => {},
  };
}

function responseOf(data: unknown, ok = true): ApiResponse {
  return {
    ...{
      status: ok ? 201 : 400,
      ok,
      headers: new Headers(),
      raw: '',
      data,
      requestId: undefined,
      malformed: undefined,
    },
    ...{ retryAfter: undefined, rateLimit: undefined, attempts: [], response: new Response() },
    error: ok ? undefined : new ConnectionError('refused'),
  };
}

const NO_CALL: Call<object> = () => thrown('nothing is to be called');

function journalWith(look: Lookup<object>, more: Partial<JournalSettings<object>> = {}) {
  const written: Intent[] = [];
  const kept = memoryIntents();
  const store: IntentStore = {
    ...kept,
    save: (intent) => {
      written.push(intent);
      return kept.save(intent);
    },
  };
  const reader = {
    factsOf: () => ({ reference: 'A-1' }),
    proves: (_: unknown, response: object) => !('message' in response),
    idOf: (value: unknown) => (value as { order_id?: string } | undefined)?.order_id,
  };
  const journal = createJournal<object>({
    facts: { createOrder: reader, createRefund: reader },
    lookups: async () => ({ createOrder: look }),
    store,
    origin: 'https://api.paysera.com',
    account: () => 'account-1',
    clock: clockOf(() => true),
    ready: undefined,
    now: Date.now,
    gracePeriod: 0,
    timeout: 30_000,
    ...more,
  });
  const run = (act: () => Promise<unknown>, terms: object = {}) =>
    journal.run(OPERATION, {}, { ...CONTEXT, ...terms }, async () => responseOf(await act()), NO_CALL);
  const refund = (act: () => Promise<ApiResponse>, idempotencyKey = 'key-1') =>
    journal.run(KEYED, {}, { ...CONTEXT, idempotencyKey }, act, NO_CALL);
  const intents = journal.intents(NO_CALL);
  return { journal, intents, written, states: () => written.map(({ state }) => state), run, refund, store };
}

/** A creation whose answer was lost. */
async function lost(run: ReturnType<typeof journalWith>['run'], terms?: object): Promise<OutcomeUnknownError> {
  try {
    await run(() => Promise.reject(new OutcomeUnknownError('lost')), terms);
  } catch (error) {
    if (isOutcomeUnknownError(error)) return error;
  }
  throw new Error('not an OutcomeUnknownError');
}

describe('the journal', () => {
  test('has the intent before the request is sent, and what became of it after', async () => {
    const { run, states, written, intents } = journalWith(async () => NOT);
    await run(async () => {
      expect(states()).toEqual(['sent']);
      expect(await intents.pending()).toHaveLength(1);
    });
    expect(states()).toEqual(['sent', 'happened']);
    expect(written[0]).toMatchObject({ operation: 'createOrder', facts: { reference: 'A-1' } });
    expect(new Set(written.map(({ id }) => id)).size).toBe(1);
    expect(await intents.pending()).toEqual([]);
  });

  test.each<[string, Error, Intent['state']]>([
    ['a refusal', new ConnectionError('refused'), 'did-not-happen'],
    ['a lost answer', new OutcomeUnknownError('lost'), 'unknown'],
    // A mistake of ours behind a request that went through must not read as if nothing had happened.
    ['an error that nobody foresaw', new TypeError('oops'), 'unknown'],
  ])('after %s', async (_, error, state) => {
    const { run, states } = journalWith(async () => NOT);
    await expect(run(() => Promise.reject(error))).rejects.toBe(error);
    expect(states()).toEqual(['sent', state]);
  });

  test('that cannot be written stops the call before anything is sent', async () => {
    const run = vi.fn();
    for (const save of [() => Promise.reject(new Error('disk full')), () => thrown('disk full')]) {
      const { journal } = journalWith(async () => NOT, { store: { ...memoryIntents(), save } });
      await expect(journal.run(OPERATION, {}, CONTEXT, run, NO_CALL)).rejects.toMatchObject({
        name: 'ConfigurationError',
        cause: { message: 'disk full' },
      });
    }
    expect(run).not.toHaveBeenCalled();
  });

  test.each(['rejects', 'throws'] as const)('that %s at the end does not turn a success into an error', async (how) => {
    let writes = 0;
    const save = () => {
      if (writes++ === 0) return Promise.resolve();
      return how === 'rejects' ? Promise.reject(new Error('disk full')) : thrown('disk full');
    };
    const { run } = journalWith(async () => NOT, { store: { ...memoryIntents(), save } });
    await expect(run(async () => ({ order_id: 'o' }))).resolves.toMatchObject({ data: { order_id: 'o' } });
  });
});

describe('resolve()', () => {
  test('returns what the lookup finds, and closes the intent', async () => {
    for (const found of [HAPPENED, NOT]) {
      const { run, states, intents } = journalWith(async () => found);
      const error = await lost(run);
      expect(await intents.pending()).toHaveLength(1);
      expect(await error.resolve()).toEqual(found);
      expect(states().at(-1)).toBe(found.outcome);
      expect(await intents.pending()).toEqual([]);
    }
  });

  test('waits until nothing can be in flight before it says that it did not happen', async () => {
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

  test('looks again when the first lookup was so slow that the request could have taken effect after it', async () => {
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

  test('that is aborted while it waits leaves the outcome unknown', async () => {
    const { run } = journalWith(async () => NOT, { gracePeriod: 60_000 });
    const error = await lost(run);
    const resolving = error.resolve({ signal: AbortSignal.timeout(10) });
    expect(await resolving).toMatchObject({ outcome: 'unknown' });
  });

  test('that cannot look leaves the intent open, and can be retried', async () => {
    let down = true;
    const { run, intents } = journalWith(async () => (down ? thrown('down') : HAPPENED));
    const error = await lost(run);
    expect(await error.resolve()).toMatchObject({ outcome: 'unknown', cause: { message: 'down' } });
    expect(await intents.pending()).toHaveLength(1);
    down = false;
    expect(await error.resolve()).toEqual(HAPPENED);
  });

  test('does not take an older thing for this one when Paysera’s clock became known by looking', async () => {
    let known = false;
    const times: (number | undefined)[] = [];
    const { run } = journalWith(
      async (_, { made }) => {
        known = true;
        times.push(made.likely?.[0]);
        // Half an hour ago somebody created the like.
        return (made.likely?.[0] ?? 0) < Date.now() / 1000 - 1800 ? HAPPENED : NOT;
      },
      { clock: clockOf(() => known) },
    );
    expect(await (await lost(run)).resolve()).toEqual(NOT);
    expect(times).toEqual([undefined, expect.any(Number)]);
  });

  test('looks from the moment of sending, on Paysera’s clock, and no wider than clocks differ', async () => {
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

  test('ends unknown while it is too early to say, by its own timeout', async () => {
    const { run } = journalWith(async () => NOT, { gracePeriod: 60_000 });
    const error = await lost(run);
    expect(await error.resolve({ timeout: 20 })).toEqual({ outcome: 'unknown' });
  });

  test('of a creation that was answered with an id never says that it did not happen', async () => {
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

describe('a store that is slow', () => {
  const slow = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

  test('spends of the call’s own time: nothing is sent after its deadline', async () => {
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
      expect(saved, 'what it keeps at last is told to be nothing').toEqual(['sent', 'did-not-happen']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('and never answers ends the call by its deadline, and by its signal', async () => {
    const store = { ...memoryIntents(), save: () => new Promise<void>(() => {}) };
    const { run } = journalWith(async () => NOT, { store });
    await expect(run(async () => ({}), { timeout: 20 })).rejects.toMatchObject({ name: 'TimeoutError' });
    const signal = AbortSignal.timeout(20);
    await expect(run(async () => ({}), { signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('leaves the request what is left of the time', async () => {
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

  test('never holds a response back', async () => {
    let saves = 0;
    const store = { ...memoryIntents(), save: () => (saves++ === 0 ? Promise.resolve() : new Promise<void>(() => {})) };
    const { run } = journalWith(async () => NOT, { store });
    await expect(run(async () => ({ order_id: 'o' }))).resolves.toMatchObject({ data: { order_id: 'o' } });
  });

  test('is not given a call without a deadline: nobody could tell when it is dead', async () => {
    const { run } = journalWith(async () => NOT);
    const refused = { name: 'ConfigurationError', message: expect.stringContaining('timeout is Infinity') };
    await expect(run(async () => ({}), { timeout: Number.POSITIVE_INFINITY })).rejects.toMatchObject(refused);
  });
});

describe('a store that fails', () => {
  /** A store whose saves fail as they are told to, from the one that follows the first on. */
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

  test('is told the result again, a second later', async () => {
    const { store, states } = failing('fails');
    const { run, intents } = journalWith(async () => NOT, { store });
    await run(async () => ({ order_id: 'o' }));
    expect(await intents.pending()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(states).toEqual(['sent', 'happened']);
    expect(await intents.pending()).toEqual([]);
  });

  test('is told four times at most', async () => {
    const { store, saves } = failing('fails', 'fails', 'fails', 'fails', 'fails');
    await journalWith(async () => NOT, { store }).run(async () => ({ order_id: 'o' }));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(saves()).toBe(5);
  });

  test('is not told an old state again after a newer one', async () => {
    const { store, states } = failing('fails');
    const { run } = journalWith(async () => HAPPENED, { store });
    const error = await lost(run);
    await error.resolve();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states).toEqual(['sent', 'happened']);
  });

  test('and has closed the intent all the same leaves it to whoever closed it to tell', async () => {
    const { store } = failing(0, 'keeps it and fails');
    const error = await lost(journalWith(async () => NOT, { store }).run);
    const resolving = error.resolve();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await resolving).toEqual(NOT);
  });

  test('and takes longer to close it than resolve() may, leaves that to the next resolve()', async () => {
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

  test('and outlasts the claim never tells: another process may have been told', async () => {
    const { store } = failing(0, 200_000);
    const error = await lost(journalWith(async () => NOT, { store }).run);
    const first = error.resolve({ timeout: 30_000 });
    await vi.advanceTimersByTimeAsync(200_000);
    expect(await first).toMatchObject({ outcome: 'unknown' });
    expect(await error.resolve()).toMatchObject({ outcome: 'unknown' });
  });
});

describe('a call with a key that an earlier call has used', () => {
  const lose = () => Promise.reject(new OutcomeUnknownError('lost'));

  test('settles the earlier one when it goes through', async () => {
    const { refund, intents } = journalWith(async () => NOT);
    await expect(refund(lose)).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
    await refund(async () => responseOf({ refund_id: 'r' }));
    await vi.waitFor(async () => expect(await intents.pending()).toEqual([]));
  });

  test.each<[string, () => Promise<ApiResponse>]>([
    ['refused', async () => responseOf({ error: 'conflict' }, false)],
    ['not sent', () => Promise.reject(new ConnectionError('refused'))],
  ])('and is %s says nothing of the earlier one: both stay unknown', async (_, act) => {
    const { refund, intents } = journalWith(async () => NOT);
    await expect(refund(lose)).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
    await expect(refund(act)).rejects.toMatchObject({ name: 'OutcomeUnknownError', idempotencyKey: 'key-1' });
    expect((await intents.pending()).map(({ idempotencyKey }) => idempotencyKey)).toEqual(['key-1', 'key-1']);
  });

  test('is known over a restart', async () => {
    const { refund, store } = journalWith(async () => NOT);
    await expect(refund(lose)).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
    const after = journalWith(async () => NOT, { store });
    const refused = after.refund(async () => responseOf({ error: 'conflict' }, false));
    await expect(refused).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
  });
});

describe('after a crash', () => {
  test('a call still in flight elsewhere is left alone until its deadline has passed', async () => {
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

  const INTENT: Intent = {
    ...{ id: 'x', operation: 'createOrder', state: 'sent', origin: 'https://api.paysera.com', account: 'account-1' },
    ...{ sentAt: 0, offset: [0, 0], until: 0, facts: {} },
  };

  test.each([
    ['of another account', { account: 'account-2' }],
    ['of another API', { operation: 'capturePaymentRequest' }],
  ])('an intent %s is left to the client that knows it', async (_, other) => {
    const store = memoryIntents();
    await store.save({ ...INTENT, ...other });
    const { intents } = journalWith(async () => NOT, { store });
    expect(await intents.resolve()).toEqual([]);
    const account = 'account' in other ? other.account : 'account-1';
    expect(await store.pending({ account })).toHaveLength(1);
  });

  test('is told to one process alone that it did not happen', async () => {
    const store = memoryIntents();
    await store.save(INTENT);
    const processes = [1, 2, 3].map(() => journalWith(async () => NOT, { store }));
    const resolved = await Promise.all(processes.map(({ intents }) => intents.resolve()));
    expect(resolved.flat().filter(({ resolution }) => resolution.outcome === 'did-not-happen')).toHaveLength(1);
  });

  test('and not to a caller whose intent another process has settled', async () => {
    const { run, store } = journalWith(async () => NOT);
    const error = await lost(run);
    const other = journalWith(async () => NOT, { store });
    expect((await other.intents.resolve())[0]?.resolution).toEqual(NOT);
    expect(await error.resolve()).toEqual({ outcome: 'unknown' });
  });

  test('leaves alone what a composite call may still do, however long its deadline', async () => {
    const { run, store, written } = journalWith(async () => NOT);
    const step = { endsAt: performance.now() + 3_600_000 };
    const error = await lost(run, { step });
    expect(written.at(-1)?.until).toBeGreaterThan(Date.now() + 3_500_000);
    const other = journalWith(async () => NOT, { store });
    expect((await other.intents.resolve())[0]?.resolution).toEqual({ outcome: 'unknown' });
    expect(await error.resolve(), 'the composite call itself goes on').toEqual(NOT);
  });

  test('waits a whole grace period where the clocks say nothing of when it was sent', async () => {
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

  test('a claim that is held by a dead process ends with its lease', async () => {
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

function thrown(message: string): never {
  throw new Error(message);
}
