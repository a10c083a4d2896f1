import type { Intent, IntentStore } from '../../../src/index.ts';
import type { Fault } from './faults.ts';
import { memoryFetch } from './memory.ts';
import type { Paysera } from './paysera.ts';
import type { Arrived } from './wire.ts';

/**
 * A process that dies at one step: at a line of its journal (before or after it is written), or at a request (before or
 * after the server has done it). From then on nothing of it is ever heard again.
 */
export class Mortal {
  readonly fetch: typeof fetch;
  readonly store: IntentStore;
  /** What it was asking when it died; undefined when it was writing its journal. */
  lastWords: { readonly method: string; readonly path: string } | undefined;
  /** Resolves when it dies. */
  readonly death: Promise<'died'>;
  #die: () => void = () => {};
  #step = 0;
  #dead = false;

  constructor(
    paysera: Paysera,
    journal: IntentStore,
    script: (arrived: Arrived) => Fault | undefined,
    dies: { readonly at: number; readonly done: boolean },
  ) {
    this.death = new Promise((resolve) => {
      this.#die = () => resolve('died');
    });
    const living = memoryFetch(paysera, script);
    const step = async <T>(act: () => Promise<T>, words?: Mortal['lastWords']): Promise<T> => {
      if (this.#dead) return never();
      if (this.#step++ !== dies.at) {
        const made = await act();
        return this.#dead ? never() : made;
      }
      this.#dead = true;
      this.lastWords = words;
      if (dies.done) await act().catch(() => {});
      this.#die();
      return never();
    };
    this.fetch = (input, init = {}) => {
      const { pathname: path } = new URL(String(input));
      return step(() => living(input, init), { method: init.method ?? 'GET', path });
    };
    this.store = {
      save: (intent: Intent) => step(() => journal.save(intent)),
      pending: (filter) => journal.pending(filter),
      claim: (id, owner, milliseconds) => journal.claim(id, owner, milliseconds),
      release: (id, owner) => journal.release(id, owner),
    };
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}
