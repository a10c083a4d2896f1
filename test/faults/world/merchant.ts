import {
  type CallOptions,
  isOutcomeUnknownError,
  isPayseraError,
  isResponseValidationError,
  type Resolution,
} from '../../../src/index.ts';
import { CALL_HEADER } from '../../support/model/wire.ts';
import type { CallRecord, Wants, What } from './ledger.ts';
import { never, type Process } from './process.ts';
import type { World } from './world.ts';

/** How a call ended. */
export type Ended<T> =
  | { readonly call: CallRecord; readonly value: T }
  | { readonly call: CallRecord; readonly error: unknown };

/** What its caller knows of it. */
export type Reported<T> =
  | { readonly is: 'happened'; readonly value: T }
  | { readonly is: 'did-not-happen' | 'unknown'; readonly error?: Resolving };

/** What can be asked again. */
export interface Resolving {
  resolve(options?: { readonly timeout?: number }): Promise<Resolution>;
}

const TIMEOUT = 30_000;
const PATIENCE = 2_000;
const LONGEST_LOOK = 1_200_000;
const HANGS = Symbol('hangs');

/** Makes one call, which ends by its deadline. */
export async function ask<T>(
  world: World,
  process: Process,
  wants: Wants,
  run: (options: CallOptions) => Promise<T>,
): Promise<Ended<T>> {
  const { clock, ledger } = world;
  const timeout = world.condition.timeout ?? TIMEOUT;
  const call = ledger.begin(process.name, wants, clock.now(), timeout);
  process.calls.add(call);
  process.abort = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    process.abort.signal.addEventListener('abort', () => resolve(clock.pass(PATIENCE)));
  });
  const { signal } = process.abort;
  try {
    const options = { timeout, signal, headers: { [CALL_HEADER]: call.id } };
    const work = run(options);
    // It is not its fault that something blocks beyond its deadline, or between its deadline and its end.
    const over = clock.pass(timeout).then(() => clock.passUnblocked(PATIENCE));
    const late = Promise.race([over, aborted]).then(() => HANGS);
    const value = await Promise.race([work, late]);
    if (process.dead) return never();
    if (typeof value !== 'symbol') return { call, value };
    ledger.wrong(signal.aborted ? 'a call is deaf to its signal' : 'a call outlives its deadline');
    // Whatever it does from now on, nobody waits for it.
    Promise.resolve(work).catch(() => {});
    return { call, error: undefined };
  } catch (error) {
    return process.dead ? never() : { call, error };
  } finally {
    call.ended ??= clock.now();
    process.calls.delete(call);
  }
}

/** What the end of a call shows, or else its `resolve()`. */
export async function reported<T>(
  world: World,
  process: Process,
  what: What,
  ended: Ended<T>,
  idOf: (value: T) => unknown,
): Promise<Reported<T>> {
  const { call } = ended;
  if ('value' in ended) {
    world.ledger.tell({
      teller: process.name,
      call: call.id,
      what,
      is: 'happened',
      id: textOf(idOf(ended.value)),
      looked: false,
      by: 'a result',
    });
    return { is: 'happened', value: ended.value };
  }
  const { error } = ended;
  if (error === undefined) return { is: 'unknown' };
  if (!isPayseraError(error)) {
    world.ledger.wrong(`an error that is not typed: ${String(error)}`);
    return { is: 'unknown' };
  }
  if (isOutcomeUnknownError(error)) return look(world, process, what, { call, error }, idOf);
  // It says that the thing was made, and that something is wrong with the answer.
  if (isResponseValidationError(error)) return { is: 'unknown' };
  world.ledger.tell({
    teller: process.name,
    call: call.id,
    what,
    is: 'did-not-happen',
    looked: false,
    by: `${error.name}: ${error.message}`,
  });
  return { is: 'did-not-happen' };
}

/** Asks what became of it. */
export async function look<T>(
  world: World,
  process: Process,
  what: What,
  { call, error }: { readonly call: CallRecord; readonly error: Resolving },
  idOf: (value: T) => unknown,
  timeout?: number,
): Promise<Reported<T>> {
  const resolution = await within(world, process, error.resolve(timeout === undefined ? {} : { timeout }));
  const { outcome } = resolution;
  if (outcome !== 'happened') {
    world.ledger.tell({ teller: process.name, call: call.id, what, is: outcome, looked: true, by: 'resolve()' });
    return { is: outcome, error };
  }
  const value = resolution.value as T;
  world.ledger.tell({
    teller: process.name,
    call: call.id,
    what,
    is: 'happened',
    id: textOf(idOf(value)),
    looked: true,
    by: 'resolve()',
  });
  return { is: 'happened', value };
}

/** A look ends, whatever is broken. */
export async function within<T>(
  world: World,
  process: Process,
  work: Promise<T>,
): Promise<T | { readonly outcome: 'unknown' }> {
  const ended = await Promise.race([work, world.clock.pass(LONGEST_LOOK).then(() => HANGS)]);
  if (process.dead) return never();
  if (typeof ended !== 'symbol') return ended;
  world.ledger.wrong('a look never ends');
  return { outcome: 'unknown' };
}

function textOf(id: unknown): string | undefined {
  return typeof id === 'string' ? id : undefined;
}
