import { jsonpath } from 'json-p3';
import { BuildError, isObject, type Json, type JsonObject, type SourceFile } from './document.ts';

/**
 * Applies an OpenAPI Overlay 1.0 document. An action that matches nothing is an error, so that a new vendor document
 * cannot silently lose what we know of an operation.
 */
export function applyOverlay(document: SourceFile, overlay: SourceFile): JsonObject {
  const result = structuredClone(document.value);
  const { actions } = overlay.value;
  if (!Array.isArray(actions)) throw new BuildError(`${overlay.place(['actions'])} actions: expected a list.`);
  for (const [index, action] of actions.entries()) {
    const target = isObject(action) ? action['target'] : undefined;
    if (!isObject(action) || typeof target !== 'string') {
      throw new BuildError(`${overlay.place(['actions', index])} action ${index + 1} has no target.`);
    }
    const place = overlay.place(['actions', index, 'target']);
    const matches = select(result, target, place);
    if (matches.length === 0) {
      throw new BuildError(`${place} action ${index + 1} matches nothing in ${document.file}: ${target}`);
    }
    for (const keys of matches) {
      const parent = at(result, keys.slice(0, -1));
      const key = keys.at(-1);
      if (action['remove'] === true && Array.isArray(parent)) parent.splice(Number(key), 1);
      else if (action['remove'] === true && isObject(parent)) delete parent[String(key)];
      else merge(at(result, keys), action['update'] ?? {});
    }
  }
  return result;
}

function select(document: JsonObject, target: string, place: string): (string | number)[][] {
  try {
    // Last match first, so that removing list items does not move the ones still to be removed.
    return jsonpath
      .query(target, document)
      .nodes.map((node) => [...node.location])
      .reverse();
  } catch (error) {
    throw new BuildError(`${place} target is not a JSONPath: ${(error as Error).message}`);
  }
}

function at(root: Json, keys: readonly (string | number)[]): Json | undefined {
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
