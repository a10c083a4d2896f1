import '../support/loaded.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holds } from '../support/model/schedules.ts';
import { PLANS } from './plans.ts';
import { play, warmUp } from './world/run.ts';

const SCHEDULES = 10_000;
// A guard against a hang, not a budget.
const SLOW = { timeout: 600_000 };

describe('whatever goes wrong', () => {
  test('nothing untrue is reported, nothing is made twice, and nothing is sent too late', SLOW, async () => {
    await warmUp();
    const property = fc.asyncProperty(PLANS, async (plan) => {
      expect((await play(plan)).violations).toEqual([]);
    });
    await holds(property, SCHEDULES);
  });
});
