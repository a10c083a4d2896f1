import {
  ConnectionError,
  isOutcomeUnknownError,
  memoryIntents,
  OutcomeUnknownError,
  type Resolution,
} from '../../src/index.ts';
import { BACKGROUND, type StepOptions } from '../../src/runtime/call/step.ts';
import type { Call } from '../../src/runtime/call/wire-types.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { Operation } from '../../src/runtime/operation.ts';
import type { Intent, IntentStore } from '../../src/runtime/recovery/intents/intents.ts';
import { createJournal } from '../../src/runtime/recovery/journal.ts';
import type { Lookup } from '../../src/runtime/recovery/lookup/lookup.ts';
import type { JournalSettings } from '../../src/runtime/recovery/recovery.ts';
import type { ApiResponse } from '../../src/runtime/transport/read-response.ts';

export const OPERATION: Operation = { id: 'createOrder', method: 'POST', path: '/o', auth: 'oauth', retry: 'lookup' };
export const KEYED: Operation = { ...OPERATION, id: 'createRefund', retry: 'key' };
export const CONTEXT = { idempotencyKey: undefined, timeout: 30_000 };
export const HAPPENED: Resolution = { outcome: 'happened', value: { order_id: 'o' } };
export const NOT: Resolution = { outcome: 'did-not-happen' };

/** An intent that another process left open. */
export const INTENT: Intent = {
  ...{ id: 'x', operation: 'createOrder', state: 'sent', origin: 'https://api.paysera.com', account: 'account-1' },
  ...{ sentAt: 0, offset: [0, 0], until: 0, facts: {} },
};

/** A clock that agrees with the local one, or about which nothing is known yet. */
export function clockOf(known: () => boolean, offset = 0): Clock {
  return {
    now: () => Date.now() + offset,
    offset: () => (known() ? offset : 0),
    range: () => (known() ? [offset, offset] : undefined),
    settings: () => 0,
    moment() {
      return { at: performance.now(), local: Date.now(), range: this.range(), settings: this.settings() };
    },
    learn: () => {},
  };
}

export function responseOf(data: unknown, ok = true): ApiResponse {
  return {
    ...{
      status: ok ? 201 : 400,
      ok,
      headers: new Headers(),
      raw: '',
      data,
      identity: () => ({}),
      malformed: undefined,
    },
    ...{ retryAfter: undefined, rateLimit: () => undefined, attempts: [], response: new Response() },
    error: ok ? undefined : new ConnectionError('refused'),
  };
}

export const NO_CALL: Call<object> = () => thrown('unexpected call');

export function journalWith(look: Lookup<object>, more: Partial<JournalSettings<object>> = {}) {
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

/** A call whose response is lost. */
export const lose = (): Promise<never> => Promise.reject(new OutcomeUnknownError('lost'));

/** A creation whose response was lost. */
export async function lost(run: ReturnType<typeof journalWith>['run'], terms?: object): Promise<OutcomeUnknownError> {
  try {
    await run(lose, terms);
  } catch (error) {
    if (isOutcomeUnknownError(error)) return error;
  }
  throw new Error('not an OutcomeUnknownError');
}

export function thrown(message: string): never {
  throw new Error(message);
}

export async function unknownError(call: Promise<unknown>): Promise<OutcomeUnknownError> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  if (!isOutcomeUnknownError(error)) throw new Error('not an OutcomeUnknownError', { cause: error });
  return error;
}

/** A store that records its calls, with some of its methods replaced. */
export function watched(more: Partial<IntentStore> = {}) {
  const kept = memoryIntents();
  const calls: string[] = [];
  const store: IntentStore = {
    save: (intent) => {
      calls.push(`save ${intent.state}`);
      return (more.save ?? kept.save)(intent);
    },
    pending: (filter) => (more.pending ?? kept.pending)(filter),
    claim: (id, owner, ms) => {
      calls.push(`claim ${ms}`);
      return (more.claim ?? kept.claim)(id, owner, ms);
    },
    release: (id, owner) => {
      calls.push('release');
      return (more.release ?? kept.release)(id, owner);
    },
  };
  return { store, calls, kept };
}

/** A lookup of several reads, and which of them leave the slots of the rate gate to others first. */
export function reading(reads: number) {
  const waits: unknown[] = [];
  const look = async (_: unknown, { left }: { left: () => StepOptions }) => {
    for (let i = 0; i < reads; i++) waits.push(left()[BACKGROUND]);
    return HAPPENED;
  };
  return { waits, look };
}
