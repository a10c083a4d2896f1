import { play, warmUp } from '../world/run.ts';
import type { Plan } from '../world/world.ts';
import { pairsOf } from './enumerate.ts';

/** What became of a plan and of all that have one thing more. */
export interface Explored {
  readonly flow: string;
  /** How many were played, and how many more are known to be the same runs. */
  readonly count: number;
  readonly same: number;
  readonly wrong: readonly { readonly plan: Plan; readonly violation: string }[];
}

async function explore(first: Plan): Promise<Explored> {
  const { flow } = first;
  const wrong: { plan: Plan; violation: string }[] = [];
  const note = (plan: Plan, violations: readonly string[]) => {
    for (const violation of violations) wrong.push({ plan, violation });
  };
  const alone = await play(first, { observes: true });
  note(first, alone.violations);
  const { plans, same } = pairsOf(first, alone);
  for (const pair of plans) note(pair, (await played(pair)).violations);
  return { flow, count: 1 + plans.length, same: same.length, wrong };
}

/** A world that breaks is wrong as well, and keeps nobody from playing the next one. */
async function played(plan: Plan): Promise<{ readonly violations: readonly string[] }> {
  try {
    return await play(plan);
  } catch (error) {
    return { violations: [error instanceof Error ? `it breaks: ${error.message}` : String(error)] };
  }
}

await warmUp();
process.on('message', async (first: Plan) => {
  try {
    process.send?.(await explore(first));
  } catch (error) {
    const violation = error instanceof Error ? String(error.stack) : String(error);
    process.send?.({ flow: first.flow, count: 1, same: 0, wrong: [{ plan: first, violation }] } satisfies Explored);
  }
});
process.send?.('ready');
