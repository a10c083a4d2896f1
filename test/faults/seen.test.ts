import '../support/loaded.ts';
import { beforeAll, expect, test } from 'vitest';
import { SEEN } from './seen.ts';
import { play, warmUp } from './world/run.ts';

// A guard against a hang, not a budget.
beforeAll(warmUp, 600_000);

test.each(SEEN)('%s', async (_, plan) => {
  expect((await play(plan)).violations).toEqual([]);
});
