import { deref, isObject, type JsonObject } from '../../shared/document.ts';
import { isUnread } from './unread.ts';

/** The schema of a dotted field, through `$ref`, `allOf` and choices. One that was left unread has every field. */
export function fieldAt(
  document: JsonObject,
  schema: JsonObject,
  [name, ...rest]: readonly string[],
): JsonObject | undefined {
  if (name === undefined || isUnread(schema)) return schema;
  const { properties } = schema;
  const next = isObject(properties) ? deref(document, properties[name]) : undefined;
  if (next) return fieldAt(document, next, rest);
  for (const choice of choicesOf(document, schema)) {
    const found = fieldAt(document, choice, [name, ...rest]);
    if (found) return found;
  }
  return undefined;
}

/** What a schema is combined from. */
export function choicesOf(document: JsonObject, schema: JsonObject): JsonObject[] {
  return ['anyOf', 'oneOf', 'allOf']
    .flatMap((name) => (Array.isArray(schema[name]) ? schema[name] : []))
    .map((choice) => deref(document, choice))
    .filter(isObject);
}
