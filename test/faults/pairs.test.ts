import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holds, SLOW } from '../support/model/schedules.ts';
import { FLOW_NAMES, pairsOf, singlesOf } from './exhaustive/enumerate.ts';
import { play, warmUp } from './world/run.ts';

const PER_FLOW = 40;

// All of them: npm run test:exhaustive.
describe('pairs of faults', () => {
  test.each(FLOW_NAMES)('%s', SLOW, async (flow) => {
    await warmUp();
    const singles = await singlesOf(flow);
    const property = fc.asyncProperty(fc.nat(), fc.nat(), async (one, two) => {
      const first = singles[one % singles.length];
      if (!first) return;
      const alone = await play(first);
      expect(alone.violations, JSON.stringify(first)).toEqual([]);
      const pairs = pairsOf(first, alone);
      const pair = pairs[two % pairs.length];
      if (pair) expect((await play(pair)).violations, JSON.stringify(pair)).toEqual([]);
    });
    await holds(property, PER_FLOW);
  });
});
