import '../support/loaded.ts';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { holds } from '../support/model/schedules.ts';
import { FLOW_NAMES, type Plans, pairsOf, singlesOf } from './exhaustive/enumerate.ts';
import { play, warmUp } from './world/run.ts';
import type { Plan } from './world/world.ts';

// `npm run test:exhaustive` plays all of them.
const PLAYED = 1_500;
const COMPARED = 300;
// A guard against a hang, not a budget.
const SLOW = { timeout: 600_000 };

const singles: Plans[] = [];
/** What comes second, by what comes first. */
const pairs = new Map<Plan, Promise<Plans>>();

beforeAll(async () => {
  await warmUp();
  for (const flow of FLOW_NAMES) singles.push(await singlesOf(flow));
}, SLOW.timeout);

/** Something that goes wrong in a flow, and something else after it: where to find both in their lists. */
const PLACE = fc.record({ flow: fc.nat(), first: fc.nat(), second: fc.nat() });

const pick = <T>(all: readonly T[], place: number): T | undefined => all[place % all.length];

/** All that has one thing more than the first. */
async function pairsAt({ flow, first }: { flow: number; first: number }): Promise<Plans> {
  const plan = pick(pick(singles, flow)?.plans ?? [], first);
  if (!plan) throw new Error('a flow has nothing that can go wrong');
  const known = pairs.get(plan) ?? play(plan, { observes: true }).then((played) => pairsOf(plan, played));
  pairs.set(plan, known);
  return known;
}

describe('two things that go wrong', () => {
  test('report nothing untrue, make nothing twice, and send nothing too late', SLOW, async () => {
    const property = fc.asyncProperty(PLACE, async (place) => {
      const plan = pick((await pairsAt(place)).plans, place.second);
      if (plan) expect((await play(plan)).violations).toEqual([]);
    });
    await holds(property, PLAYED);
  });

  test('are left out only where they lead to the same run as others', SLOW, async () => {
    const property = fc.asyncProperty(PLACE, async (place) => {
      const left = pick((await pairsAt(place)).same, place.second);
      if (!left) return;
      const [{ trace, reported, violations }, same] = [await play(left.plan), await play(left.as)];
      expect({ trace, reported, violations }).toEqual({
        trace: same.trace,
        reported: same.reported,
        violations: same.violations,
      });
    });
    await holds(property, COMPARED);
  });
});
