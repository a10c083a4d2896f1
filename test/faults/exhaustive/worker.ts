import { play, warmUp } from '../world/run.ts';
import type { Plan } from '../world/world.ts';
import { pairsOf } from './enumerate.ts';

/** What became of a plan and of all that have one thing more. */
export interface Explored {
  readonly count: number;
  readonly wrong: readonly { readonly plan: Plan; readonly violation: string }[];
}

async function explore(first: Plan): Promise<Explored> {
  const wrong: { plan: Plan; violation: string }[] = [];
  const note = (plan: Plan, violations: readonly string[]) => {
    for (const violation of violations) wrong.push({ plan, violation });
  };
  const alone = await play(first);
  note(first, alone.violations);
  const pairs = pairsOf(first, alone);
  for (const pair of pairs) note(pair, (await play(pair)).violations);
  return { count: 1 + pairs.length, wrong };
}

await warmUp();
process.on('message', async (first: Plan) => {
  try {
    process.send?.(await explore(first));
  } catch (error) {
    const violation = error instanceof Error ? String(error.stack) : String(error);
    process.send?.({ count: 1, wrong: [{ plan: first, violation }] } satisfies Explored);
  }
});
process.send?.('ready');
