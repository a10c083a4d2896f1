import { CONDITIONS } from '../world/conditions.ts';
import { FAULTS } from '../world/faults.ts';
import { FLOWS, type Played, play } from '../world/run.ts';
import type { Step } from '../world/step.ts';
import type { Plan } from '../world/world.ts';

const CONDITION_NAMES = Object.keys(CONDITIONS);
const FAULT_LIST = Object.entries(FAULTS);

/** Every fault at every step from one on. */
function strikes(trace: readonly Step[], from: number): (readonly [number, string])[] {
  return trace.flatMap((step, index) => {
    if (index < from) return [];
    return FAULT_LIST.filter(([, fault]) => fault.at(step)).map(([name]) => [index, name] as const);
  });
}

/** Every plan of a flow with one thing that goes wrong, once or all the time. */
export async function singlesOf(flow: string): Promise<readonly Plan[]> {
  const well: Plan = { flow, conditions: [], faults: [] };
  const { trace } = await play(well);
  return [
    ...CONDITION_NAMES.map((condition) => ({ ...well, conditions: [condition] })),
    ...strikes(trace, 0).map((fault) => ({ ...well, faults: [fault] })),
  ];
}

/** Every plan with one thing more, at any step that is left once the first has struck. */
export function pairsOf(first: Plan, { trace, struck, missed }: Played): readonly Plan[] {
  const [condition] = first.conditions;
  const [fault] = first.faults;
  if (FLOWS[first.flow]?.singly) return [];
  // What changed nothing is no fault of a pair.
  if (fault && (struck.length === 0 || missed > 0)) return [];
  const later = strikes(trace, fault ? fault[0] + 1 : 0).map((next) => ({ ...first, faults: [...first.faults, next] }));
  if (condition === undefined) return later;
  const others = CONDITION_NAMES.slice(CONDITION_NAMES.indexOf(condition) + 1);
  return [...others.map((other) => ({ ...first, conditions: [condition, other] })), ...later];
}

export const FLOW_NAMES: readonly string[] = Object.keys(FLOWS);
