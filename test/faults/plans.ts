import fc from 'fast-check';
import { CONDITIONS } from './world/conditions.ts';
import { FAULTS } from './world/faults.ts';
import { FLOWS } from './world/run.ts';
import type { Plan } from './world/world.ts';

/** Any flow, under up to three conditions, struck by up to five faults. */
export const PLANS: fc.Arbitrary<Plan> = fc.record({
  flow: fc.constantFrom(...Object.keys(FLOWS)),
  conditions: fc.uniqueArray(fc.constantFrom(...Object.keys(CONDITIONS)), { maxLength: 3 }),
  faults: fc.array(fc.tuple(fc.nat(12), fc.constantFrom(...Object.keys(FAULTS))), { maxLength: 5 }),
});
