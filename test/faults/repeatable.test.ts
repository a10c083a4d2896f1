import '../support/loaded.ts';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PLANS } from './plans.ts';
import { type Played, play } from './world/run.ts';
import type { Plan } from './world/world.ts';

const CHILD = fileURLToPath(new URL('./repeatable/child.ts', import.meta.url));
const PLAYED = 60;
const ALONE = 3;
// A guard against a hang, not a budget.
const SLOW = { timeout: 300_000 };

/** The runs of plans, as a process of its own plays them, one after another. */
async function inAProcess(plans: readonly Plan[], { strained = false } = {}): Promise<readonly Played[]> {
  const child = fork(CHILD, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send({ plans, strained });
  const [played] = (await once(child, 'message')) as [readonly Played[]];
  return played;
}

test('a plan leads to the same run alone, after others, and on a busy machine', SLOW, async () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}, ${PLAYED} schedules`);
  const plans = fc.sample(PLANS, { seed, numRuns: PLAYED });
  const runs: Played[] = [];
  for (const plan of plans) runs.push(await play(plan));
  const strained = await inAProcess(plans.toReversed(), { strained: true });
  expect(strained.toReversed()).toEqual(runs);
  for (const [index, plan] of plans.slice(-ALONE).entries()) {
    expect(await inAProcess([plan])).toEqual([runs.at(index - ALONE)]);
  }
});
