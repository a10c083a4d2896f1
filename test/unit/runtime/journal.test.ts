import { describe, expect, test, vi } from 'vitest';
import {
  ConnectionError,
  isOutcomeUnknownError,
  memoryIntents,
  OutcomeUnknownError,
  type Resolution,
} from '../../../src/index.ts';
import type { Clock } from '../../../src/runtime/clock.ts';
import type { Operation } from '../../../src/runtime/operation.ts';
import type { Intent, IntentStore } from '../../../src/runtime/recovery/intents.ts';
import { createJournal, type JournalSettings } from '../../../src/runtime/recovery/journal.ts';
// Loaded beforehand: under fake timers a first import would take real time.
import '../../../src/runtime/recovery/look-up.ts';
import type { Call } from '../../../src/runtime/call/wire-types.ts';
import type { Lookup } from '../../../src/runtime/recovery/lookup.ts';

const OPERATION: Operation = { id: 'createOrder', method: 'POST', path: '/o', auth: 'oauth', retry: 'lookup' };
const CONTEXT = { idempotencyKey: undefined, timeout: 30_000 };
const HAPPENED: Resolution = { outcome: 'happened', value: { order_id: 'o' } };
const NOT: Resolution = { outcome: 'did-not-happen' };

/** A clock that agrees with ours, or of which nothing is known yet. */
function clockOf(known: () => boolean, offset = 0): Clock {
  return { now: () => Date.now() + offset, offset: () => (known() ? offset : 0), known, learn: () => {} };
}

const NO_CALL: Call<object> = () => thrown('nothing is to be called');

function journalWith(look: Lookup<object>, more: Partial<JournalSettings<object>> = {}) {
  const written: Intent[] = [];
  const kept = memoryIntents();
  const store: IntentStore = {
    pending: () => kept.pending(),
    save: (intent) => {
      written.push(intent);
      return kept.save(intent);
    },
  };
  const journal = createJournal<object>({
    facts: { createOrder: { factsOf: () => ({ reference: 'A-1' }) } },
    lookups: async () => ({ createOrder: look }),
    store,
    clock: clockOf(() => true),
    now: Date.now,
    gracePeriod: 0,
    ...more,
  });
  const run = (act: () => Promise<unknown>) =>
    journal.run(OPERATION, {}, CONTEXT, async () => ({ ok: true, data: await act() }), NO_CALL);
  return { journal, intents: journal.intents(NO_CALL), written, states: () => written.map(({ state }) => state), run };
}

/** A creation whose answer was lost. */
async function lost(run: ReturnType<typeof journalWith>['run']): Promise<OutcomeUnknownError> {
  try {
    await run(() => Promise.reject(new OutcomeUnknownError('lost')));
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
      const { journal } = journalWith(async () => NOT, { store: { save, pending: async () => [] } });
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
    const { run } = journalWith(async () => NOT, { store: { save, pending: async () => [] } });
    await expect(run(async () => 'created')).resolves.toMatchObject({ data: 'created' });
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
    const asked: number[] = [];
    const { run } = journalWith(
      async (_, { since }) => {
        known = true;
        asked.push(since);
        // Half an hour ago somebody created the like.
        return since < Date.now() / 1000 - 1800 ? HAPPENED : NOT;
      },
      { clock: clockOf(() => known) },
    );
    expect(await (await lost(run)).resolve()).toEqual(NOT);
    expect(asked).toHaveLength(2);
  });

  test('searches from the time of sending, by Paysera’s clock', async () => {
    let since = 0;
    const look: Lookup<object> = async (_, context) => {
      since = context.since;
      return HAPPENED;
    };
    const { run } = journalWith(look, { clock: clockOf(() => true, 400_000) });
    const sent = Date.now() / 1000;
    await (await lost(run)).resolve();
    expect(since).toBeGreaterThan(sent + 390);
    expect(since).toBeLessThanOrEqual(sent + 400);
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

  test('an intent of another API is left to the client that knows it', async () => {
    const store = memoryIntents();
    const other: Intent = {
      id: 'x',
      operation: 'capturePaymentRequest',
      state: 'sent',
      sentAt: 0,
      until: 0,
      facts: {},
    };
    await store.save(other);
    const { intents } = journalWith(async () => NOT, { store });
    expect(await intents.resolve()).toEqual([]);
    expect(await intents.pending()).toEqual([other]);
  });
});

function thrown(message: string): never {
  throw new Error(message);
}
