import { isObject, type JsonObject } from '../../shared/document.ts';

/**
 * Two normalized documents without the paths that are the same in both: there is nothing to report of them, and Redocly
 * takes its time for each node that it is given.
 */
export function differing(one: JsonObject, other: JsonObject): [one: JsonObject, other: JsonObject] {
  const [items, others] = [itemsOf(one), itemsOf(other)];
  const same = [...items].filter(([path, item]) => others.get(path) === item).map(([path]) => path);
  return [without(same, one), without(same, other)];
}

/** Each path item of a document as text, by its path. */
function itemsOf({ paths }: JsonObject): Map<string, string> {
  return new Map(Object.entries(isObject(paths) ? paths : {}).map(([path, item]) => [path, JSON.stringify(item)]));
}

function without(omitted: readonly string[], document: JsonObject): JsonObject {
  const paths = { ...(document['paths'] as JsonObject) };
  for (const path of omitted) delete paths[path];
  return { ...document, paths };
}
