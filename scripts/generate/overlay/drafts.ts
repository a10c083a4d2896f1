import { isObject, type Json, type NewAction, type OverlayFix } from '../../shared/document.ts';

/** An action that applies. */
export interface NumberedAction {
  readonly action: Json;
  /** The position in the overlay, from 1; 0 for one that is only drafted. */
  readonly number: number;
}

/** The actions of an overlay as they will be once these edits are made. */
export function actionsWith(actions: readonly Json[], fixes: readonly OverlayFix[]): NumberedAction[] {
  const own = actions.flatMap((action, index): NumberedAction[] => {
    const number = index + 1;
    const before = fixes.flatMap((fix) => ('add' in fix && fix.before === number ? draftOf(fix.add) : []));
    if (fixes.some((fix) => 'drop' in fix && fix.drop === number)) return before;
    const [target] = fixes.flatMap((fix) => ('retarget' in fix && fix.retarget === number ? fix.to : []));
    return [...before, { action: target !== undefined && isObject(action) ? { ...action, target } : action, number }];
  });
  return [...own, ...addedAtEnd(fixes).map(draftOf)];
}

/**
 * The new actions for the end of an overlay. Those of a later step are found in the document as the earlier ones leave it, so
 * they follow them.
 */
export function addedAtEnd(fixes: readonly OverlayFix[]): NewAction[] {
  const steps = [...new Set(fixes.map(({ step = 0 }) => step))].sort((one, other) => one - other);
  return steps.flatMap((current) =>
    fixes
      .filter(({ step = 0 }) => step === current)
      .flatMap((fix) => ('add' in fix && fix.before === undefined ? fix.add : []))
      .sort(byEffect),
  );
}

/** Removals after all else and from the end of each list, so that none moves what another action addresses. */
function byEffect(one: NewAction, other: NewAction): number {
  if (one.remove !== true || other.remove !== true) return Number(one.remove ?? false) - Number(other.remove ?? false);
  return other.target.localeCompare(one.target, 'en', { numeric: true });
}

function draftOf(action: NewAction): NumberedAction {
  return { action: Object.fromEntries(Object.entries(action)), number: 0 };
}
