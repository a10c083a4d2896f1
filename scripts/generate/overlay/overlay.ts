import { jsonpath } from 'json-p3';
import { BuildError, isObject, type Json, type JsonObject, type SourceFile } from '../../shared/document.ts';
import type { NumberedAction } from './drafts.ts';

/** An action of an overlay. */
export interface OverlayAction {
  /** The position in the overlay, from 1; 0 for one that is only drafted. */
  readonly number: number;
  readonly target: string;
  /** `openapi/checkout.overlay.yaml:12:5` */
  readonly location: string;
  /** The keys of each node that it matches in the document. */
  readonly matches: readonly (readonly (string | number)[])[];
  /** Whether it removes them. */
  readonly removes: boolean;
}

/**
 * Applies actions of an OpenAPI Overlay 1.0 document to a value, which it changes: all of them, or those that `isWanted`. An
 * action with `x-unless`, a JSONPath, applies only to a document in which that matches nothing.
 */
export function applyActions(
  document: JsonObject,
  overlay: SourceFile,
  actions: readonly NumberedAction[],
  isWanted: (target: string, update: Json) => boolean = () => true,
): OverlayAction[] {
  return actions.flatMap(({ action, number }): OverlayAction[] => {
    const at = (...keys: string[]) => overlay.locationOf(number === 0 ? ['actions'] : ['actions', number - 1, ...keys]);
    const target = isObject(action) ? action['target'] : undefined;
    if (!isObject(action) || typeof target !== 'string') {
      throw new BuildError(`${at()} action ${number} has no target.`);
    }
    const { 'x-unless': unless, update = {}, remove } = action;
    if (!isWanted(target, update)) return [];
    const location = at('target');
    if (unless !== undefined) {
      if (select(document, String(unless), at('x-unless')).length > 0) return [];
      checkNewComponents(document, update, at);
    }
    const matches = select(document, target, location);
    for (const keys of matches) {
      const parent = nodeAt(document, keys.slice(0, -1));
      const key = keys.at(-1);
      if (remove === true && Array.isArray(parent)) parent.splice(Number(key), 1);
      else if (remove === true && isObject(parent)) delete parent[String(key)];
      else merge(nodeAt(document, keys), update);
    }
    return [{ number, target, location, matches, removes: remove === true }];
  });
}

/** Two schemas with the same name would be merged into one. */
function checkNewComponents(document: JsonObject, update: Json, at: (...keys: string[]) => string): void {
  const groups = isObject(update) && isObject(update['components']) ? update['components'] : {};
  for (const [group, members] of Object.entries(groups)) {
    for (const name of Object.keys(isObject(members) ? members : {})) {
      if (nodeAt(document, ['components', group, name]) === undefined) continue;
      const location = at('update', 'components', group, name);
      throw new BuildError(`${location} the document has ${group} ${name} too: give ours another name.`);
    }
  }
}

function select(document: JsonObject, target: string, location: string): (string | number)[][] {
  try {
    // Last match first, so that removing list items does not move the ones still to be removed.
    return jsonpath
      .query(target, document)
      .nodes.map((node) => [...node.location])
      .reverse();
  } catch (error) {
    throw new BuildError(`${location} target is not a JSONPath: ${(error as Error).message}`);
  }
}

function nodeAt(root: Json, keys: readonly (string | number)[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (node, key) => (Array.isArray(node) ? node[Number(key)] : isObject(node) ? node[key] : undefined),
    root,
  );
}

/** The merge of the Overlay Specification: objects by member, lists by appending, the rest by replacing. */
function merge(target: Json | undefined, update: Json): void {
  if (Array.isArray(target)) {
    target.push(structuredClone(update));
    return;
  }
  if (!isObject(target) || !isObject(update)) return;
  for (const [name, value] of Object.entries(update)) {
    const present = target[name];
    if (isObject(present) && isObject(value)) merge(present, value);
    else if (Array.isArray(present) && Array.isArray(value) && !name.startsWith('x-'))
      present.push(...structuredClone(value));
    else target[name] = structuredClone(value);
  }
}
