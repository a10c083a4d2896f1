import { expect } from 'vitest';
import type { findOrder } from '../../../src/checkout/lookup/find-order.ts';
import { ClaimedIds } from '../../../src/runtime/recovery/lookup/claimed-ids.ts';
import type { LookupContext, TimeWindow } from '../../../src/runtime/recovery/lookup/lookup.ts';

type Context = Parameters<typeof findOrder>[1];

export const AT = 1_763_740_800;
export const MADE: TimeWindow = { likely: [AT - 2, AT + 75], possible: [AT - 62, AT + 75] };
export const UNTIMED: TimeWindow = { likely: undefined, possible: undefined };

/** A lookup's context that answers each operation with these, in turn; the last is repeated. */
export function contextOf(
  answers: Readonly<Record<string, readonly unknown[]>>,
  more: Partial<LookupContext<never>> = {},
) {
  const calls: [string, unknown][] = [];
  const call = async (operation: string, input: object, options: object) => {
    expect(options).toEqual({ timeout: 1000 - calls.length });
    calls.push([operation, input]);
    const mine = calls.filter(([name]) => name === operation).length;
    const all = answers[operation] ?? [];
    return all[Math.min(mine, all.length) - 1];
  };
  const claimed = new ClaimedIds();
  const left = () => ({ timeout: 1000 - calls.length });
  const context = { call, left, intent: 'intent-1', made: MADE, tentative: false, claimed, ...more };
  return { context: context as unknown as Context, calls, claimed };
}

export const list = (...items: unknown[]) => ({ items, has_more: false });
export const NOT = { outcome: 'did-not-happen' };
