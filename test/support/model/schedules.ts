import fc from 'fast-check';
import { FAULTS, type Fault, type FaultName } from './faults.ts';
import type { Arrived } from './wire.ts';

/** For a test of many schedules: a guard against a hang, not a budget. */
export const SLOW = { timeout: 600_000 };

/** What strikes each request in turn; those behind the last go well. */
export type Schedule = readonly (FaultName | undefined)[];

/** A schedule of up to `maxLength` requests, about half of them struck. */
export function schedules(maxLength: number, without: readonly FaultName[] = []): fc.Arbitrary<Schedule> {
  const names = (Object.keys(FAULTS) as FaultName[]).filter((name) => !without.includes(name));
  const turn = fc.oneof(fc.constant(undefined), fc.constantFrom(...names));
  return fc.array(turn, { maxLength, size: 'max' });
}

/** Plays a schedule. `end()` makes the server well. */
export function play(schedule: Schedule): { readonly script: (arrived: Arrived) => Fault | undefined; end(): void } {
  let turn = 0;
  let well = false;
  return {
    script() {
      const name = well ? undefined : schedule[turn++];
      return name && FAULTS[name];
    },
    end() {
      well = true;
    },
  };
}

/**
 * Checks a property from a random seed, and prints it: `SEED=<n>` runs the same schedules again. One that fails is run again
 * for the stacks of its errors.
 */
export async function holds<T>(property: fc.IAsyncProperty<T>, numRuns: number): Promise<void> {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}, ${numRuns} schedules`);
  const details = await withoutStacks(() => fc.check(property, { seed, numRuns, endOnFailure: false }));
  if (!details.failed) return;
  const { counterexamplePath: path } = details;
  if (path !== null) await fc.assert(property, { seed, path, endOnFailure: true });
  // It passes alone.
  throw new Error(fc.defaultReportMessage(details));
}

const { stackTraceLimit } = Error;
let running = 0;

/** Runs code whose errors nobody reads: their stacks are a sixth of the CPU of a schedule. */
async function withoutStacks<T>(run: () => Promise<T>): Promise<T> {
  running++;
  Error.stackTraceLimit = 0;
  try {
    return await run();
  } finally {
    if (--running === 0) Error.stackTraceLimit = stackTraceLimit;
  }
}
