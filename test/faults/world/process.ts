import {
  type Checkout,
  createCheckout,
  createRecurringBilling,
  type IntentStore,
  memoryIntents,
  type RecurringBilling,
  type StoredToken,
} from '../../../src/index.ts';
import type { Paysera } from '../../support/model/paysera.ts';
import type { Arrived } from '../../support/model/wire.ts';
import type { Fault, Happening, StoreFault } from './faults.ts';
import type { CallRecord } from './ledger.ts';
import type { Observed } from './observed.ts';
import { type Line, respond } from './respond.ts';
import { type Operation, operationOf, type Step } from './step.ts';

/** Where processes live. */
export interface ProcessContext extends Line {
  /** Milliseconds since 1970 when it began. */
  readonly epoch: number;
  /** What happens around this step, and the fault that strikes it. */
  next(step: Step): Iterable<Fault>;
  /** The step that was begun last. Undefined: nobody wants to know what it was. */
  observed(): Observed | undefined;
  happen(happening: Happening, process: Process): void;
  /** Sees each request before it is sent. */
  watch(arrived: Arrived, operation: Operation): void;
  /** Sees each answer. */
  hear(process: Process): void;
  /** Sees each use of the journal. */
  noteIntents(process: Process, args: readonly unknown[]): void;
  listen(): unknown;
}

/** What several processes share. */
export interface Stores {
  readonly journal: IntentStore;
  readonly tokens: Map<string, StoredToken>;
}

export function newStores(): Stores {
  return { journal: memoryIntents(), tokens: new Map() };
}

export interface ProcessOptions {
  readonly name: string;
  readonly stores: Stores;
  /** Whom it talks to. */
  readonly paysera: Paysera;
  /** Milliseconds that its clock is ahead of the world's. */
  readonly skew?: number;
  /** Whether faults strike it. */
  readonly struck?: boolean;
  readonly clientId?: string;
  readonly dies?: Death | undefined;
}

/** The request with which a process dies, before or after Paysera has done what it asks for. */
export interface Death {
  readonly at: Step;
  readonly done: boolean;
}

const STALLS: Partial<Record<StoreFault, number>> = { 'takes 6 s': 6_000, 'takes 40 s': 40_000 };

/** A process of a merchant: its clients, its clock, and its end. */
export class Process {
  readonly name: string;
  readonly stores: Stores;
  readonly paysera: Paysera;
  readonly struck: boolean;
  skew: number;
  /** The calls that it makes. */
  readonly calls = new Set<CallRecord>();
  /** What aborts its call. */
  abort: AbortController = new AbortController();
  /** Resolves when it dies. */
  readonly death: Promise<'died'>;
  #die: () => void = () => {};
  #dead = false;
  readonly #clientId: string;
  #checkout: Checkout | undefined;
  #recurring: RecurringBilling | undefined;
  readonly #dies: Death | undefined;
  readonly #world: ProcessContext;

  constructor(world: ProcessContext, options: ProcessOptions) {
    const { name, stores, paysera, skew = 0, struck = false, clientId = 'c' } = options;
    this.#world = world;
    this.name = name;
    this.stores = stores;
    this.paysera = paysera;
    this.skew = skew;
    this.struck = struck;
    this.#dies = options.dies;
    this.death = new Promise((resolve) => {
      this.#die = () => resolve('died');
    });
    this.#clientId = clientId;
  }

  // Made when they are asked for: most flows need one of them.
  get checkout(): Checkout {
    const rateLimit = this.#world.condition.gate === true ? {} : (false as const);
    const credentials = { clientId: this.#clientId, clientSecret: 'secret' };
    this.#checkout ??= createCheckout({ ...this.#shared(), ...credentials, rateLimit, tokenStore: this.#tokenStore() });
    return this.#checkout;
  }

  get recurring(): RecurringBilling {
    const credentials = { macId: this.#clientId, macKey: 'key', businessId: 'b' };
    // An integer: the price that can be read in two ways.
    this.#recurring ??= createRecurringBilling({ ...this.#shared(), ...credentials, priceEncoding: 'minor' });
    return this.#recurring;
  }

  #shared() {
    const { epoch, clock, condition } = this.#world;
    return {
      fetch: this.#fetch,
      now: () => epoch + clock.now() + this.skew,
      random: () => 0.5,
      validation: 'off',
      intents: this.#journal(),
      ...(condition.listener && { onEvent: () => this.#world.listen() }),
    } as const;
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** Nothing of it is ever heard again. */
  die(): void {
    this.#dead = true;
    for (const call of this.calls) call.ended ??= this.#world.clock.now();
    this.#die();
  }

  readonly #fetch: typeof fetch = (input, init = {}) => {
    const { method = 'GET', signal, body } = init;
    const headers = new Headers(init.headers);
    const arrived: Arrived = {
      ...{ method, url: String(input), body: typeof body === 'string' ? body : '' },
      header: (name) => headers.get(name) ?? undefined,
    };
    const operation = operationOf(arrived);
    if (!this.#dead) this.#world.watch(arrived, operation);
    return this.#step(operation, (fault, observed) => {
      this.#world.hear(this);
      return respond(this.#world, this.paysera, {
        ...{ arrived, operation, fault, observed, signal: signal ?? undefined },
      });
    });
  };

  /** Every use of the journal is a step, whatever a journal can do. */
  #journal(): IntentStore {
    return new Proxy(this.stores.journal, {
      get: (store, name) => {
        const member: unknown = Reflect.get(store, name);
        if (typeof member !== 'function') return member;
        return (...args: readonly unknown[]) => {
          this.#world.noteIntents(this, args);
          return this.#stored('journal', String(name), async () => Reflect.apply(member, store, args));
        };
      },
    });
  }

  #tokenStore() {
    const { tokens } = this.stores;
    return {
      get: (key: string) => this.#stored('tokens', 'get', async () => tokens.get(key)),
      set: (key: string, token: StoredToken | undefined) =>
        this.#stored('tokens', 'set', async () => {
          if (token) tokens.set(key, token);
          else tokens.delete(key);
        }),
    };
  }

  #stored<T>(step: 'journal' | 'tokens', method: string, act: () => Promise<T>): Promise<T> {
    return this.#step(step, async (fault, observed) => {
      if (observed) observed.method = method;
      const does = fault?.of === 'store' ? fault.does : this.#world.condition[step];
      if (does === 'never answers') return never();
      const stall = does && STALLS[does];
      if (stall !== undefined) await this.#world.clock.pass(stall);
      if (does === 'blocks for 40 s') this.#world.clock.leap(40_000);
      if (this.#dead) return never();
      if (does === 'fails') throw new Error('the store is down');
      const made = await act();
      if (does === 'keeps it and fails') throw new Error('the store is down');
      return made;
    });
  }

  async #step<T>(step: Step, act: (fault: Fault | undefined, observed?: Observed) => Promise<T>): Promise<T> {
    // The world does not turn while somebody makes a call.
    await undefined;
    if (this.#dead) return never();
    if (this.#dies?.at === step) return this.#diesAt(act, this.#dies.done);
    let strikes: Fault | undefined;
    for (const fault of this.struck ? this.#world.next(step) : []) {
      if (fault.of !== 'world') strikes = fault;
      else if (fault.happens === 'dies before') return this.#diesAt(act, false);
      else if (fault.happens === 'dies after') return this.#diesAt(act, true);
      else this.#world.happen(fault.happens, this);
    }
    const made = await act(strikes, this.struck ? this.#world.observed() : undefined);
    return this.#dead ? never() : made;
  }

  async #diesAt(act: (fault: undefined) => Promise<unknown>, done: boolean): Promise<never> {
    const last = done ? act(undefined).catch(() => {}) : undefined;
    this.die();
    await last;
    return never();
  }
}

export function never(): Promise<never> {
  return new Promise(() => {});
}
