import type { OverlayAction } from '../../generate/overlay/overlay.ts';
import { isObject, type Json, type JsonObject, keysOf } from '../../shared/document.ts';
import type { RawChange } from './change.ts';
import type { ChangeLocation } from './change-location.ts';

/** What a change is about, for those that say something about it. */
export interface Topic {
  /** Ids of the operations. */
  readonly operations: readonly string[];
  /** Dotted fields and names of parameters; none for an operation as a whole. */
  readonly fields: readonly string[];
  /** The pointer in the document. */
  readonly location: string;
}

/** The fields that a change is about: of a list of required ones, those that are no longer on it or new there. */
export function fieldsOf({ property, base, revision }: RawChange, { field }: ChangeLocation): string[] {
  const lists = [base?.value ?? [], revision?.value ?? []];
  if (property !== 'required' || !lists.every(Array.isArray)) return field === '' ? [] : [field];
  const [before = [], now = []] = lists.map((list) => list.map(String));
  const changed = [...before.filter((name) => !now.includes(name)), ...now.filter((name) => !before.includes(name))];
  return changed.map((name) => (field === '' ? name : `${field}.${name}`));
}

/** The actions whose operation is new, moved or gone, or whose content names a field or a place that changed. */
export function touchedActions(
  document: JsonObject,
  actions: readonly OverlayAction[],
  topics: readonly Topic[],
): OverlayAction[] {
  return actions.filter((action) => {
    const [keys = []] = action.matches;
    const node = nodeAt(document, keys);
    if (keys.length === 0 || !isObject(node)) return false;
    const id = String(node['operationId']);
    const named = fieldsNamedBy(node);
    return topics.some(
      ({ operations, fields, location }) =>
        isAt(keysOf(location), keys.map(String)) ||
        (operations.includes(id) && fields.some((field) => named.some((name) => isSameField(field, name)))),
    );
  });
}

/** Whether a change is of the node itself: an operation, or what holds it; within other nodes, anywhere. */
function isAt(changed: readonly string[], keys: readonly string[]): boolean {
  const isOperation = keys[0] === 'paths' || keys[0] === 'webhooks';
  const [shorter, longer] = isOperation ? [changed, keys] : [keys, changed];
  return shorter.length > 1 && shorter.every((key, index) => key === longer[index]);
}

/** The fields that our extensions of an operation name. */
function fieldsNamedBy(operation: JsonObject): string[] {
  const { 'x-amounts': amounts, 'x-required-fields': required, 'x-alias': alias, 'x-idempotency-key': key } = operation;
  return [
    ...textsIn(amounts),
    ...textsIn(required),
    ...(isObject(alias) ? [...Object.keys(alias), ...textsIn(Object.values(alias))] : []),
    ...(isObject(key) ? [String(key['name'])] : []),
    ...(operation['x-pagination'] === undefined ? [] : PAGING),
  ];
}

// What a walk through the pages of a list sends and reads.
const PAGING = ['items', 'has_more', 'cursor', 'after', '_metadata'];

function textsIn(node: Json | undefined): string[] {
  return Array.isArray(node) ? node.map(String) : [];
}

/** Whether one is the other. What holds a field is not the field. */
function isSameField(one: string, other: string): boolean {
  return one === other || one === `${other}.[]`;
}

function nodeAt(document: JsonObject, keys: readonly (string | number)[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (node, key) => (Array.isArray(node) ? node[Number(key)] : isObject(node) ? node[key] : undefined),
    document,
  );
}
