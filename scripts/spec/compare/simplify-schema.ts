import { isObject, type Json, type JsonObject } from '../../shared/document.ts';

/**
 * A schema in the form in which it is compared: the members of an `allOf` are joined, a choice of one type or null is that type
 * or null, the size of a number, which JSON does not have, is left out, and so are the words within choices, which Redocly takes
 * for other choices.
 */
export function simplifySchema(schema: JsonObject): JsonObject {
  const { allOf, ...rest } = schema;
  const joined = Array.isArray(allOf) ? joinAll([...allOf, rest]) : undefined;
  const { format, ...simple } = withNull(joined ?? schema);
  for (const choice of ['anyOf', 'oneOf']) {
    const choices = simple[choice];
    if (Array.isArray(choices)) simple[choice] = choices.map((one) => withoutWords(one));
  }
  const isSize = typeof format === 'string' && /^(int32|int64|float|double)$/.test(format);
  return format === undefined || isSize ? simple : { ...simple, format };
}

/** Redocly would take its fields within a choice for others than those of `type: [object, null]`. */
function withNull(schema: JsonObject): JsonObject {
  const { anyOf: choices, ...rest } = schema;
  if (!Array.isArray(choices) || choices.length !== 2) return schema;
  const [value, ...none] = [...choices].sort((one, other) => Number(isNull(one)) - Number(isNull(other)));
  if (!none.every(isNull) || !isObject(value) || typeof value['type'] !== 'string' || 'enum' in value) return schema;
  const { type, ...one } = value;
  return joinAll([rest, one, { type: [type, 'null'] }]) ?? schema;
}

function isNull(schema: Json | undefined): boolean {
  return isObject(schema) && schema['type'] === 'null';
}

/** One schema that says what all of them say; undefined when two say different things of one keyword. */
function joinAll(members: readonly Json[]): JsonObject | undefined {
  let joined: JsonObject = {};
  for (const member of members) {
    if (!isObject(member)) return undefined;
    for (const [name, value] of Object.entries(member)) {
      const present = joined[name];
      const both = present === undefined || DESCRIPTIVE.has(name) ? value : joinKeyword(name, present, value);
      if (both === undefined) return undefined;
      joined = { ...joined, [name]: both };
    }
  }
  return joined;
}

/** What two schemas say together with one keyword. */
function joinKeyword(name: string, one: Json, other: Json): Json | undefined {
  if (isSame(one, other)) return one;
  if (name === 'required' && Array.isArray(one) && Array.isArray(other)) return [...new Set([...one, ...other])];
  if (name === 'properties' && isObject(one) && isObject(other)) {
    const joined = { ...one };
    for (const [property, value] of Object.entries(other)) {
      const present = one[property];
      const both = present === undefined ? value : joinAll([present, value]);
      if (both === undefined) return undefined;
      joined[property] = both;
    }
    return joined;
  }
  if (typeof one === 'number' && typeof other === 'number') {
    if (/^(exclusiveM|m)in/.test(name)) return Math.max(one, other);
    if (/^(exclusiveM|m)ax/.test(name)) return Math.min(one, other);
  }
  if (name === 'additionalProperties' && (one === false || other === false)) return false;
  if (name !== 'type' && name !== 'enum') return undefined;
  const common = [one].flat().filter((value) => [other].flat().some((also) => isSame(value, also)));
  if (common.length === 0) return undefined;
  return name === 'type' && common.length === 1 ? common[0] : common;
}

const DESCRIPTIVE = new Set(['description', 'title', 'example', 'examples']);

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function withoutWords(node: Json, isMap = false): Json {
  if (Array.isArray(node)) return node.map((item) => withoutWords(item));
  if (!isObject(node)) return node;
  const members = Object.entries(node).filter(([name]) => isMap || !DESCRIPTIVE.has(name));
  return Object.fromEntries(
    members.map(([name, value]) => [name, withoutWords(value, !isMap && name === 'properties')]),
  );
}

/** Makes every enum of strings in a response open: `anyOf` the known values and any string. */
export function openResponseEnums(node: Json): Json {
  if (Array.isArray(node)) return node.map(openResponseEnums);
  if (!isObject(node)) return node;
  const known = knownTexts(node);
  if (known) {
    const { anyOf: _, enum: __, type: ___, ...rest } = node;
    return { ...rest, anyOf: [{ type: 'string', enum: known }, { type: 'string' }] };
  }
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, openResponseEnums(value)]));
}

function knownTexts(schema: JsonObject): Json[] | undefined {
  const { enum: values, anyOf: choices } = schema;
  if (schema['type'] === 'string' && Array.isArray(values)) return values.length > 1 ? values : undefined;
  if (!Array.isArray(choices) || !choices.every((choice) => isObject(choice) && choice['type'] === 'string'))
    return undefined;
  const known = choices.flatMap((choice) => (isObject(choice) && Array.isArray(choice['enum']) ? choice['enum'] : []));
  return known.length > 0 ? known : undefined;
}
