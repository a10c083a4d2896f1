import { CONDITIONS } from '../world/conditions.ts';
import { FAULTS } from '../world/faults.ts';
import { effectOf } from '../world/observed.ts';
import { FLOWS, type Played, play } from '../world/run.ts';
import type { Plan } from '../world/world.ts';

/** Plans that differ, and those that are left out: each leads to the same run as another one. */
export interface Plans {
  readonly plans: readonly Plan[];
  readonly same: readonly { readonly plan: Plan; readonly as: Plan }[];
}

/** What can go wrong with the API that a flow uses. */
function ofFlow<T extends { readonly only?: string }>(all: Readonly<Record<string, T>>, flow: string) {
  const { api = 'checkout' } = FLOWS[flow] ?? {};
  return Object.entries(all).filter(([, { only = api }]) => only === api);
}

/**
 * A plan with every fault at every step from one on. A fault that would change nothing at its step, or just what another one
 * does, adds no run: until there nothing is different, and so nothing is after it.
 */
function withFaults(plan: Plan, { trace, observations }: Played, from: number): Plans {
  const faults = ofFlow(FAULTS, plan.flow);
  const plans: Plan[] = [];
  const same: { plan: Plan; as: Plan }[] = [];
  for (const [index, step] of trace.entries()) {
    const observed = observations[index];
    if (index < from || !observed) continue;
    const effects = new Map<string, Plan>();
    for (const [name, fault] of faults) {
      if (!fault.at(step)) continue;
      // The other way round is the same pair.
      if (fault.of === 'world' && plan.faults.some(([at]) => at === index)) continue;
      const effect = effectOf(name, fault, observed);
      const next: Plan = { ...plan, faults: [...plan.faults, [index, name]] };
      const as = effect === undefined ? plan : effects.get(effect);
      if (as) same.push({ plan: next, as });
      else {
        plans.push(next);
        effects.set(effect ?? '', next);
      }
    }
  }
  return { plans, same };
}

/** Whether it leaves the step as it is. */
function happensAround(name: string): boolean {
  const fault = FAULTS[name];
  return fault?.of === 'world' && !fault.happens.startsWith('dies');
}

/** Every plan of a flow with one thing that goes wrong, once or all the time. */
export async function singlesOf(flow: string): Promise<Plans> {
  const well: Plan = { flow, conditions: [], faults: [] };
  const { plans, same } = withFaults(well, await play(well, { observes: true }), 0);
  const conditions = ofFlow(CONDITIONS, flow).map(([name]) => ({ ...well, conditions: [name] }));
  return { plans: [...conditions, ...plans], same };
}

/**
 * Every plan with one thing more, at any step that is left once the first has struck. Around a step that is struck itself,
 * something may happen as well.
 */
export function pairsOf(first: Plan, played: Played): Plans {
  const [condition] = first.conditions;
  const [fault] = first.faults;
  const { plans, same } = withFaults(first, played, fault ? fault[0] + (happensAround(fault[1]) ? 0 : 1) : 0);
  if (condition === undefined) return { plans, same };
  const names = ofFlow(CONDITIONS, first.flow).map(([name]) => name);
  const others = names.slice(names.indexOf(condition) + 1);
  return { plans: [...others.map((other) => ({ ...first, conditions: [condition, other] })), ...plans], same };
}

export const FLOW_NAMES: readonly string[] = Object.keys(FLOWS);
