import { isObject, type Json, type JsonObject } from '../../shared/document.ts';

// Paths, their operations, and the parts of these: the request, the responses and so on.
const LEVELS = 3;

type Two = readonly [one: Json, other: Json];

/**
 * Two normalized documents without the paths, operations and parts of operations that are the same in both: there is nothing to
 * report of them, and Redocly takes its time for each node that it is given. Nothing for two that are the same.
 */
export function differing(one: JsonObject, other: JsonObject): [one: JsonObject, other: JsonObject] | undefined {
  const { paths, ...rest } = one;
  const { paths: others, ...otherRest } = other;
  const different = differentParts(paths ?? {}, others ?? {}, LEVELS);
  if (!different && JSON.stringify(rest) === JSON.stringify(otherRest)) return undefined;
  const [left, right] = different ?? [{}, {}];
  return [
    { ...one, paths: left },
    { ...other, paths: right },
  ];
}

function differentParts(one: Json, other: Json, levels: number): Two | undefined {
  if (levels === 0 || !isObject(one) || !isObject(other)) {
    return JSON.stringify(one) === JSON.stringify(other) ? undefined : [one, other];
  }
  const left = { ...one };
  const right = { ...other };
  for (const [name, value] of Object.entries(one)) {
    const revised = Object.hasOwn(other, name) ? other[name] : undefined;
    if (revised === undefined) continue;
    const different = differentParts(value, revised, levels - 1);
    if (different) [left[name], right[name]] = different;
    else {
      delete left[name];
      delete right[name];
    }
  }
  return Object.keys(left).length + Object.keys(right).length === 0 ? undefined : [left, right];
}
