import { isObject, type Json, type JsonObject } from '../../shared/document.ts';

/** Names whose values are data, in which nothing is a part of the document. */
const DATA: ReadonlySet<string> = new Set([
  'example',
  'examples',
  'default',
  'enum',
  'const',
  'value',
  // A security requirement names schemes, and lists scopes.
  'security',
]);

/** Names whose values are maps: their members have names of the vendor's choice. */
export const MAPS: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'schemas',
  'parameters',
  'responses',
  'requestBodies',
  'headers',
  'paths',
  'webhooks',
  'pathItems',
  'callbacks',
  'links',
  'content',
  'encoding',
  'securitySchemes',
  'scopes',
  'mapping',
  'variables',
]);

/** Replaces every object of a document that is neither data nor a map of names, the innermost first. */
export function mapNodes(node: Json, map: (node: JsonObject) => Json, isMap = false): Json {
  if (Array.isArray(node)) return node.map((item) => mapNodes(item, map));
  if (!isObject(node)) return node;
  const entries = Object.entries(node).map(([name, value]): [string, Json] =>
    !isMap && DATA.has(name) ? [name, value] : [name, mapNodes(value, map, !isMap && MAPS.has(name))],
  );
  const mapped = Object.fromEntries(entries);
  return isMap ? mapped : map(mapped);
}
