import { ConfigurationError } from '../../../errors/configuration-error.ts';
import { AbortError } from '../../../errors/connection/abort-error.ts';
import { TimeoutError } from '../../../errors/connection/timeout-error.ts';
import { safeCause } from '../../../errors/redact.ts';
import { Deadline } from '../../transport/deadline.ts';
import type { Intent, IntentStore } from './intents.ts';
import { later, PAUSES } from './save-at-last.ts';

/** How long to wait for a store. */
export interface Patience {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. */
  readonly timeout: number;
}

/** An intent in its store. States are written in order, so that a slow write never replaces a later state. */
export class KeptIntent {
  readonly store: IntentStore;
  /** The latest state of each intent. */
  readonly #latest = new Map<string, Intent>();
  #written: Promise<void>;

  private constructor(store: IntentStore, intent: Intent) {
    this.store = store;
    this.#written = Promise.resolve().then(() => store.save(intent));
  }

  /**
   * Resolves when the intent is stored. A request that is sent earlier may be lost.
   *
   * @throws {ConfigurationError} when the store fails.
   * @throws {TimeoutError} when it takes longer than the call may.
   * @throws {AbortError} when the caller ends the call.
   */
  static async open(store: IntentStore, intent: Intent, patience: Patience): Promise<KeptIntent> {
    const { operation } = intent;
    if (!Number.isFinite(intent.until)) {
      throw new ConfigurationError(
        `${operation}: timeout is Infinity; expected milliseconds, since with \`intents\` other processes have to know when ` +
          'the call is dead. Nothing was sent.',
        { operation },
      );
    }
    const kept = new KeptIntent(store, intent);
    try {
      await withPatience(operation, patience, () => kept.#written);
      return kept;
    } catch (error) {
      // Nothing is sent. In case the store kept the intent anyway, it is closed.
      kept.write({ ...intent, state: 'did-not-happen' });
      throw error;
    }
  }

  /**
   * Never rejects, and need not be awaited. A write that fails is retried, unless a newer state is waiting. If the store
   * keeps failing, the intent stays open and is looked up again.
   */
  write(intent: Intent, pauses: readonly number[] = PAUSES): void {
    this.#latest.set(intent.id, intent);
    const save = () => this.store.save(intent);
    this.#written = this.#written.then(save, save);
    this.#written.catch(() => {
      const [pause, ...rest] = pauses;
      if (pause === undefined) return;
      later(pause, () => {
        if (this.#latest.get(intent.id) === intent) this.write(intent, rest);
      });
    });
  }

  /** Resolves when all writes have ended. Failed ones are no longer retried. */
  async idle(): Promise<void> {
    this.#latest.clear();
    await this.#written.catch(() => {});
  }
}

/** The result of a store, or an error when it fails or takes too long. */
export async function withPatience<T>(
  operation: string,
  { signal, timeout }: Patience,
  ask: () => Promise<T>,
): Promise<T> {
  const deadline = new Deadline(signal, timeout);
  try {
    const answer = await deadline.within(ask());
    deadline.throwIfOver();
    return answer;
  } catch (error) {
    const ended = deadline.ended();
    if (ended === 'aborted') {
      throw new AbortError(`${operation} was aborted by its caller. Nothing was sent.`, {
        operation,
        cause: signal?.reason,
      });
    }
    if (ended) {
      throw new TimeoutError(`${operation}: the intent store did not answer within ${timeout} ms. Nothing was sent.`, {
        operation,
      });
    }
    const context = { operation, cause: safeCause(error) };
    throw new ConfigurationError(
      `The intent store could not keep ${operation}. Nothing was sent.`,
      context,
      'intent_store',
    );
  } finally {
    deadline.close();
  }
}
