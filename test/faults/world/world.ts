import { Paysera } from '../../support/model/paysera.ts';
import { type Arrived, CALL_HEADER, type ModelResponse } from '../../support/model/wire.ts';
import type { Api } from './api.ts';
import { VirtualClock } from './clock.ts';
import { CONDITIONS, type Condition } from './conditions.ts';
import { FAULTS, type Fault, type Happening } from './faults.ts';
import { Ledger } from './ledger.ts';
import type { Observed } from './observed.ts';
import { newStores, Process, type ProcessContext, type ProcessOptions, type Stores } from './process.ts';
import type { Operation, Step } from './step.ts';

/** What goes wrong, and when. It is JSON: a failure can be played again from what it prints. */
export interface Plan {
  readonly flow: string;
  readonly conditions: readonly string[];
  /** Each fault, and the step from which on it strikes the first that it can. */
  readonly faults: readonly (readonly [from: number, fault: string])[];
}

const EPOCH = 1_800_000_000_000;
const STEPS_AT_MOST = 5_000;
// Milliseconds.
const A_LONG_BLOCK = 12_000;

/** Makes happen what is around a process. */
type Happens = (happening: Happening, world: World, process: Process) => void;

/** One Paysera, the processes that talk to it, and what goes wrong between them. */
export class World implements ProcessContext {
  readonly epoch = EPOCH;
  readonly clock: VirtualClock = new VirtualClock();
  readonly condition: Condition;
  readonly paysera: Paysera;
  readonly ledger: Ledger;
  readonly stores: Stores = newStores();
  /** Each step of the process that faults strike, in turn. */
  readonly trace: Step[] = [];
  /** When each of them was made, by the world's clock. */
  readonly times: number[] = [];
  /** What each of them was, where that is asked for. */
  readonly observations: Observed[] = [];
  /** The faults that struck, by their names. */
  readonly struck: string[] = [];
  /** Faults that found nothing to change where they struck. */
  missed = 0;
  /** How many of each are asked for. */
  readonly asked = { payments: 0, links: 0, captures: 0, refunds: 0 };
  /** What another process does that does the same. */
  rival: ((process: Process) => Promise<void>) | undefined;
  /** What goes on beside the flow. */
  readonly background: Promise<unknown>[] = [];
  /** Whether a fault struck a store. */
  storeFailed = false;
  /** Which of the two APIs the flow uses. */
  api: Api = 'checkout';
  /** Processes with stores of their own. */
  readonly strangers = new Set<string>();
  /** What nobody came to know although everything was well again. */
  readonly loose: string[] = [];
  /** Whether a use of a store was never answered. */
  hung = false;
  /** Whether, once everything is well again, an honest client can be sure. */
  sure: boolean;
  readonly #planned: (readonly [from: number, name: string, fault: Fault])[];
  readonly #intents = new Map<string, string | undefined>();
  #processes = 0;
  #openSteps: number | undefined;

  readonly #happen: Happens;
  readonly observes: boolean;

  constructor({ conditions, faults }: Plan, happen: Happens, observes = false) {
    this.#happen = happen;
    this.observes = observes;
    this.condition = conditions.map(conditionOf).reduce(both, {});
    const { paysera = {}, ahead = 0, seed, crowd } = this.condition;
    const now = () => EPOCH + this.clock.now();
    const later = (ms: number, act: () => void) => void this.clock.set(act, ms, true);
    this.paysera = new Paysera({ ...paysera, now, later, ...(crowd && { pageSize: 200 }) });
    this.paysera.clockAhead = ahead;
    this.ledger = new Ledger(this.paysera);
    this.#planned = faults.map(([from, name]) => [from, name, faultOf(name)]);
    this.sure = this.condition.unsure !== true;
    seed?.(this.paysera);
  }

  start(options: Partial<ProcessOptions> = {}): Process {
    const { stores, paysera } = this;
    const process = new Process(this, { name: `process ${++this.#processes}`, stores, paysera, ...options });
    if (process.stores !== stores) this.strangers.add(process.name);
    return process;
  }

  /** What happens around this step, and the fault that strikes it: the step may take long, and more happen meanwhile. */
  *next(step: Step): Generator<Fault> {
    const index = this.trace.push(step) - 1;
    this.times.push(this.clock.now());
    if (this.observes) this.observations.push({ step, hasRival: this.rival !== undefined });
    if (index > STEPS_AT_MOST) throw new Error('it asks for ever');
    for (;;) {
      const fault = this.#openSteps === undefined ? this.#strike(index, step) : undefined;
      if (fault) yield fault;
      if (fault?.of !== 'world') return;
    }
  }

  #strike(index: number, step: Step): Fault | undefined {
    const place = this.#planned.findIndex(([from, , fault]) => from <= index && fault.at(step));
    const [planned] = place < 0 ? [] : this.#planned.splice(place, 1);
    if (!planned) return undefined;
    const [, name, fault] = planned;
    this.struck.push(`${index} ${step}: ${name}`);
    if (fault.unsure) this.sure = false;
    if (fault.of === 'store') {
      this.storeFailed = true;
      if (fault.does === 'never answers') this.hung = true;
    }
    return fault;
  }

  observed(): Observed | undefined {
    return this.observes ? this.observations.at(-1) : undefined;
  }

  /** No fault strikes any more. */
  end(): void {
    this.#openSteps ??= this.trace.length;
  }

  /** The steps that a fault could have struck. */
  openTrace(): readonly Step[] {
    return this.trace.slice(0, this.#openSteps);
  }

  happen(happening: Happening, process: Process): void {
    this.#happen(happening, this, process);
  }

  /** Nothing is sent after its call. */
  watch(arrived: Arrived, operation: Operation): void {
    const call = this.ledger.calls.get(arrived.header(CALL_HEADER) ?? '');
    if (!call || operation === 'token') return;
    if (call.ended !== undefined) this.ledger.wrong(`${operation} was sent after its call had ended`);
    else if (this.clock.now() > call.deadline) this.ledger.wrong(`${operation} was sent after its deadline`);
  }

  noteReached(arrived: Arrived, operation: Operation, { status, body }: ModelResponse): void {
    const call = arrived.header(CALL_HEADER);
    if (call === undefined) return;
    const { status: state } = Object(body) as { status?: unknown };
    const tells =
      operation === 'authorize' ||
      operation === 'capture' ||
      (operation === 'createRequest' && status >= 400 && status !== 401) ||
      (operation === 'getRequest' && (state === 'canceled' || state === 'captured'));
    if (tells) this.ledger.knowing.add(call);
    if (operation === 'createRequest' && status < 400) this.ledger.accepted.add(call);
  }

  hear({ name }: Process): void {
    this.ledger.hear(name);
  }

  /** Whose intent it is that goes into the journal. */
  noteIntents({ calls }: Process, args: readonly unknown[]): void {
    const [call, ...others] = calls;
    for (const arg of args) {
      const { id, operation } = Object(arg) as { id?: unknown; operation?: unknown };
      if (typeof id !== 'string' || typeof operation !== 'string' || this.#intents.has(id)) continue;
      // Of several calls at once nobody can say whose it is.
      this.#intents.set(id, others.length > 0 ? undefined : call?.id);
    }
  }

  callOf(intent: string): string | undefined {
    return this.#intents.get(intent);
  }

  /** What a listener does. */
  listen(): unknown {
    const { listener } = this.condition;
    if (listener === 'throws') throw new Error('the listener is broken');
    if (listener === 'blocks') return this.clock.leap(A_LONG_BLOCK);
    if (listener === 'never answers') return new Promise(() => {});
    return Promise.reject(new Error('the listener is broken'));
  }
}

function conditionOf(name: string): Condition {
  const condition = CONDITIONS[name];
  if (!condition) throw new Error(`there is no condition ${name}`);
  return condition;
}

function faultOf(name: string): Fault {
  const fault = FAULTS[name];
  if (!fault) throw new Error(`there is no fault ${name}`);
  return fault;
}

/** Two conditions at once. */
function both(one: Condition, other: Condition): Condition {
  const seed: Condition['seed'] = (paysera) => {
    one.seed?.(paysera);
    other.seed?.(paysera);
  };
  const edit: Condition['edit'] = (operation, body, query) => {
    const edited = one.edit?.(operation, body, query);
    return other.edit?.(operation, edited ?? body, query) ?? edited;
  };
  return { ...one, ...other, paysera: { ...one.paysera, ...other.paysera }, seed, edit };
}
