import '../support/loaded.ts';
import { beforeAll, expect, test } from 'vitest';
import { SEEN } from './seen.ts';
import { play, warmUp } from './world/run.ts';

beforeAll(warmUp);

test.each(SEEN)('%s', async (_, plan) => {
  expect((await play(plan)).violations).toEqual([]);
});
