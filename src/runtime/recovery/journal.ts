import { ConfigurationError } from '../../errors/configuration-error.ts';
import { isOutcomeUnknownError } from '../../errors/outcome-unknown-error.ts';
import { isPayseraError } from '../../errors/paysera-error.ts';
import { safeCause } from '../../errors/redact.ts';
import type { Resolution } from '../../errors/resolutions.ts';
import type { Call, LooseInput } from '../call/wire-types.ts';
import type { Clock } from '../clock.ts';
import type { Operation } from '../operation.ts';
import { ClaimedIds } from './claimed-ids.ts';
import type { Intent, IntentStore } from './intents.ts';
import type { FactReader, Lookup } from './lookup.ts';

/** What is open, and what became of it. */
export interface Intents {
  /**
   * Intents that nobody has confirmed, oldest first: look here after a crash. Empty without a store. Safe to retry.
   *
   * @throws whatever the store throws.
   */
  pending(): Promise<readonly Intent[]>;
  /**
   * Looks up each of them and settles those it can tell of. Creates and moves nothing. Safe to retry. `signal` ends the
   * looks: what is left stays unknown.
   *
   * @throws whatever the store throws when it is asked what is pending.
   */
  resolve(options?: { readonly signal?: AbortSignal }): Promise<readonly ResolvedIntent[]>;
}

/** An intent, and what was found out about it. */
export interface ResolvedIntent {
  /** As it was kept. */
  readonly intent: Intent;
  /** What was found out. */
  readonly resolution: Resolution;
}

export interface JournalSettings<Operations> {
  readonly facts: Readonly<Partial<Record<string, FactReader>>>;
  /** Loads the lookups: most calls never need them. */
  readonly lookups: () => Promise<Readonly<Partial<Record<string, Lookup<Operations>>>>>;
  readonly store: IntentStore | undefined;
  readonly clock: Clock;
  readonly now: () => number;
  /** Milliseconds in which Paysera may still be at work on a request whose response was lost. */
  readonly gracePeriod: number;
}

/** What a run came to: an answer of success, or one that refuses. */
interface CallResult {
  readonly ok: boolean;
  readonly data: unknown;
}

interface CallTerms {
  readonly idempotencyKey: string | undefined;
  readonly timeout: number;
}

export interface Journal<Operations> {
  /** Runs a call with its intent in the journal, and gives an unknown outcome its `resolve()`, which reads by `call`. */
  run<T extends CallResult>(
    operation: Operation,
    input: LooseInput,
    terms: CallTerms,
    run: () => Promise<T>,
    call: Call<Operations>,
  ): Promise<T>;
  intents(call: Call<Operations>): Intents;
}

// Milliseconds after which a call without a deadline counts as dead.
const LONGEST_CALL = 600_000;

export function createJournal<Operations>(settings: JournalSettings<Operations>): Journal<Operations> {
  const { facts: readers, store, clock, now, gracePeriod } = settings;
  const claims: Record<string, ClaimedIds> = {};
  const claimedBy = (operation: string): ClaimedIds => {
    claims[operation] ??= new ClaimedIds();
    return claims[operation];
  };

  const resolve = async (intent: Intent, call: Call<Operations>, signal?: AbortSignal): Promise<Resolution> => {
    const resolution = await find(intent, call, signal);
    if (store && resolution.outcome !== 'unknown') await close(store, { ...intent, state: resolution.outcome });
    return resolution;
  };
  const find = async (intent: Intent, call: Call<Operations>, signal?: AbortSignal): Promise<Resolution> => {
    const { id, operation, facts } = intent;
    try {
      const [{ lookUp }, { [operation]: lookup }] = await Promise.all([import('./look-up.ts'), settings.lookups()]);
      if (!lookup) return { outcome: 'unknown' };
      const claimed = claimedBy(operation);
      return await lookUp(intent, { clock, now, gracePeriod, signal }, (since, tentative) =>
        lookup(facts, { call, intent: id, since, signal, tentative, claimed }),
      );
    } catch (error) {
      return { outcome: 'unknown', cause: safeCause(error) };
    }
  };

  const journaled = async <T extends CallResult>(
    reader: FactReader,
    operation: Operation,
    input: LooseInput,
    { idempotencyKey: key, timeout }: CallTerms,
    run: () => Promise<T>,
    call: Call<Operations>,
  ): Promise<T> => {
    const intent: Intent = {
      id: crypto.randomUUID(),
      operation: operation.id,
      state: 'sent',
      sentAt: now(),
      until: now() + Math.min(timeout, LONGEST_CALL),
      facts: reader.factsOf(input),
      ...(key !== undefined && { idempotencyKey: key }),
    };
    if (store) await open(store, intent);
    try {
      const ran = await run();
      if (ran.ok && reader.idOf) claimedBy(operation.id).claim(reader.idOf(ran.data), intent.id);
      if (store) await close(store, { ...intent, state: ran.ok ? 'happened' : 'did-not-happen' });
      return ran;
    } catch (error) {
      if (isOutcomeUnknownError(error)) {
        const lost: Intent = { ...intent, state: 'unknown', until: now() };
        if (store) await close(store, lost);
        throw error.withResolve(({ signal } = {}) => resolve(lost, call, signal));
      }
      if (store) await close(store, { ...intent, state: stateAfter(error) });
      throw error;
    }
  };

  return {
    run(operation, input, terms, run, call) {
      const reader = readers[operation.id];
      return reader ? journaled(reader, operation, input, terms, run, call) : run();
    },
    intents: (call) => ({
      pending: async () => (await store?.pending()) ?? [],
      async resolve({ signal } = {}) {
        const settled: ResolvedIntent[] = [];
        for (const intent of (await store?.pending()) ?? []) {
          if (!readers[intent.operation]) continue;
          settled.push({ intent, resolution: await resolve(intent, call, signal) });
        }
        return settled;
      },
    }),
  };
}

/** What an error that ends a call tells of it. One that nobody foresaw tells nothing. */
function stateAfter(error: unknown): Intent['state'] {
  return isPayseraError(error) ? 'did-not-happen' : 'unknown';
}

async function open(store: IntentStore, intent: Intent): Promise<void> {
  try {
    await store.save(intent);
  } catch (error) {
    throw new ConfigurationError(`The intent store could not keep ${intent.operation}. Nothing was sent.`, {
      operation: intent.operation,
      cause: safeCause(error),
    });
  }
}

/** A store that fails now leaves the intent open: it is looked up again later, and nothing is lost. */
async function close(store: IntentStore, intent: Intent): Promise<void> {
  try {
    await store.save(intent);
  } catch {}
}
