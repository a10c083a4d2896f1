import { deref, isObject, type Json, type JsonObject } from '../../shared/document.ts';
import { mapNodes } from '../document/nodes.ts';

/**
 * Lists each required field of an `allOf` in the member that defines it. Another member may list it in a document, where the
 * emitters of types and validators do not look.
 */
export function combineRequired(document: JsonObject): JsonObject {
  return mapNodes(document, (node) => {
    const members = node['allOf'];
    if (!Array.isArray(members)) return node;
    const required = requiredBy(document, node);
    return { ...node, allOf: members.map((member) => requiring(document, member, required)) };
  }) as JsonObject;
}

/** What a schema and all that it is combined from require. */
function requiredBy(document: JsonObject, schema: JsonObject): Set<string> {
  const own = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const members = Array.isArray(schema['allOf']) ? schema['allOf'] : [];
  const others = members.map((member) => deref(document, member)).filter(isObject);
  return new Set([...own, ...others.flatMap((member) => [...requiredBy(document, member)])]);
}

/** The member with those of its fields required. One that is shared becomes a copy of its own, if it changes. */
function requiring(document: JsonObject, member: Json, required: ReadonlySet<string>): Json {
  const schema = deref(document, member);
  if (!schema) return member;
  const own = Array.isArray(schema['required']) ? schema['required'] : [];
  const names = isObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  const more = names.filter((name) => required.has(name) && !own.includes(name));
  const members = Array.isArray(schema['allOf']) ? schema['allOf'] : [];
  const combined = members.map((one) => requiring(document, one, required));
  const isSame = more.length === 0 && combined.every((one, index) => one === members[index]);
  if (isSame) return member;
  return {
    ...schema,
    ...(more.length > 0 && { required: [...own, ...more] }),
    ...(combined.length > 0 && { allOf: combined }),
  };
}
