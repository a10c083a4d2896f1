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

/** Checks a property from a random seed, and prints it: `SEED=<n>` runs the same schedules again. */
export async function holds<T>(property: fc.IAsyncProperty<T>, numRuns: number): Promise<void> {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}, ${numRuns} schedules`);
  await fc.assert(property, { seed, numRuns, endOnFailure: false });
}
