import { ConfigurationError } from '../../errors/configuration-error.ts';
import { isOutcomeUnknownError, type Resolution } from '../../errors/outcome-unknown-error.ts';
import { isPayseraError } from '../../errors/paysera-error.ts';
import { safeCause } from '../../errors/redact.ts';
import type { Clock } from '../clock.ts';
import type { Operation } from '../operation.ts';
import { sleep } from '../transport/sleep.ts';
import type { Facts, Intent, IntentStore } from './intents.ts';

/** What goes into a call, whatever its operation. */
export interface LooseInput {
  readonly path?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

/** How to find out whether one operation took effect. Looks only: it creates and moves nothing. */
export interface Lookup {
  /** What to look by. Goes into the journal: ids, reference, amount, currency, and nothing else. */
  factsOf(input: LooseInput): Facts;
  look(facts: Facts, context: LookContext): Promise<Resolution>;
  /** Takes note of a success, so that the look of another intent does not claim it. */
  seen?(value: unknown, intent: string): void;
}

export interface LookContext {
  /** The intent that is looked for. */
  readonly intent: string;
  /** Unix seconds on Paysera's clock: it cannot have happened before. */
  readonly since: number;
  readonly signal: AbortSignal | undefined;
  /** `since` is a guess: what is found now is looked for once more, and not to be claimed yet. */
  readonly tentative: boolean;
}

/** What is open, and what became of it. */
export interface Intents {
  /**
   * Intents that nobody has confirmed, oldest first: look here after a crash. Empty without a store. May be repeated.
   *
   * @throws whatever the store throws.
   */
  pending(): Promise<readonly Intent[]>;
  /**
   * Looks up each of them and settles those it can tell of. Creates and moves nothing. May be repeated. `signal` ends the
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

export interface JournalSettings {
  readonly lookups: () => Readonly<Partial<Record<string, Lookup>>>;
  readonly store: IntentStore | undefined;
  readonly clock: Clock;
  readonly now: () => number;
  /** Milliseconds in which Paysera may still be at work on a request whose answer was lost. */
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

export interface Journal {
  /** Runs a call with its intent in the journal, and gives an unknown outcome its `resolve()`. */
  run<T extends CallResult>(
    operation: Operation,
    input: LooseInput,
    terms: CallTerms,
    run: () => Promise<T>,
  ): Promise<T>;
  readonly intents: Intents;
}

// Seconds between two clocks that agree, and between two of which nothing is known.
const SLACK = 5;
const SLACK_UNKNOWN = 3600;
// Milliseconds after which a call without a deadline counts as dead.
const LONGEST_CALL = 600_000;

export function createJournal({ lookups, store, clock, now, gracePeriod: settleTime }: JournalSettings): Journal {
  const resolve = async (intent: Intent, signal?: AbortSignal): Promise<Resolution> => {
    const resolution = await lookUp(intent, signal);
    if (store && resolution.outcome !== 'unknown') await close(store, { ...intent, state: resolution.outcome });
    return resolution;
  };
  const lookUp = async (intent: Intent, signal?: AbortSignal): Promise<Resolution> => {
    const lookup = lookups()[intent.operation];
    if (!lookup) return { outcome: 'unknown' };
    try {
      const ask = (tentative: boolean) =>
        lookup.look(intent.facts, { intent: intent.id, since: sinceOf(intent, clock), signal, tentative });
      const look = async () => {
        // The look itself may tell Paysera's time: then it is made again, from the right moment on.
        if (!clock.known()) await ask(true);
        return ask(false);
      };
      const first = await look();
      const wait = intent.until + settleTime - now();
      if (first.outcome !== 'did-not-happen' || wait <= 0) return first;
      // Its call may still be under way, here or in another process.
      if (wait > settleTime) return { outcome: 'unknown' };
      await sleep(wait, signal);
      return await look();
    } catch (error) {
      return { outcome: 'unknown', cause: isPayseraError(error) ? error : safeCause(error) };
    }
  };

  const journaled = async <T extends CallResult>(
    lookup: Lookup,
    operation: Operation,
    input: LooseInput,
    { idempotencyKey: key, timeout }: CallTerms,
    run: () => Promise<T>,
  ): Promise<T> => {
    const intent: Intent = {
      id: crypto.randomUUID(),
      operation: operation.id,
      state: 'sent',
      sentAt: now(),
      until: now() + Math.min(timeout, LONGEST_CALL),
      facts: lookup.factsOf(input),
      ...(key !== undefined && { idempotencyKey: key }),
    };
    if (store) await open(store, intent);
    try {
      const ran = await run();
      if (ran.ok) lookup.seen?.(ran.data, intent.id);
      if (store) await close(store, { ...intent, state: ran.ok ? 'happened' : 'did-not-happen' });
      return ran;
    } catch (error) {
      if (isOutcomeUnknownError(error)) {
        const lost: Intent = { ...intent, state: 'unknown', until: now() };
        if (store) await close(store, lost);
        throw error.withResolve(({ signal } = {}) => resolve(lost, signal));
      }
      if (store) await close(store, { ...intent, state: stateAfter(error) });
      throw error;
    }
  };

  return {
    run(operation, input, terms, run) {
      const lookup = lookups()[operation.id];
      return lookup ? journaled(lookup, operation, input, terms, run) : run();
    },
    intents: {
      pending: async () => (await store?.pending()) ?? [],
      async resolve({ signal } = {}) {
        const settled: ResolvedIntent[] = [];
        for (const intent of (await store?.pending()) ?? []) {
          if (!lookups()[intent.operation]) continue;
          settled.push({ intent, resolution: await resolve(intent, signal) });
        }
        return settled;
      },
    },
  };
}

/** What an error that ends a call tells of it. One that nobody foresaw tells nothing. */
function stateAfter(error: unknown): Intent['state'] {
  return isPayseraError(error) ? 'did-not-happen' : 'unknown';
}

function sinceOf({ sentAt }: Intent, clock: Clock): number {
  return Math.floor((sentAt + clock.offset()) / 1000) - (clock.known() ? SLACK : SLACK_UNKNOWN);
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
