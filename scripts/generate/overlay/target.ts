import { isObject, type Json, type JsonObject } from '../../shared/document.ts';

type Keys = readonly (string | number)[];

/**
 * The JSONPath of the node at these keys. A parameter is addressed by its name, so that the action still means it when the
 * vendor inserts another before it.
 */
export function targetAt(document: JsonObject, keys: Keys): string {
  let node: Json | undefined = document;
  let target = '$';
  for (const key of keys) {
    target += Array.isArray(node) ? `[${parameterFilter(node, Number(key)) ?? Number(key)}]` : segment(String(key));
    node = nodeUnder(node, key);
  }
  return target;
}

/** What is at these keys. */
export function nodeAt(root: Json, keys: Keys): Json | undefined {
  return keys.reduce<Json | undefined>(nodeUnder, root);
}

function nodeUnder(node: Json | undefined, key: string | number): Json | undefined {
  return Array.isArray(node) ? node[Number(key)] : isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;
}

function segment(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${quoted(name)}]`;
}

/** A text as JSONPath spells it. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Selects a parameter by its name and place, if no other of the list has both. */
function parameterFilter(list: readonly Json[], index: number): string | undefined {
  const places = list.map((item) =>
    isObject(item) && typeof item['name'] === 'string' && typeof item['in'] === 'string'
      ? `?@.name == ${quoted(item['name'])} && @['in'] == ${quoted(item['in'])}`
      : undefined,
  );
  const place = places[index];
  return place !== undefined && places.indexOf(place) === places.lastIndexOf(place) ? place : undefined;
}
