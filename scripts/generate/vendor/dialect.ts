import { isObject, type Json, type JsonObject } from '../../shared/document.ts';
import { MAPS, mapNodes } from '../document/nodes.ts';

/** Maps that PHP writes as `[]` when they are empty. `parameters` is a list as often as a map. */
const OBJECTS = new Set([...MAPS, 'schema', 'items', 'components', 'info'].filter((name) => name !== 'parameters'));

/**
 * Normalizes what vendors' exports commonly contain: extensions other than ours are dropped, `[]` in place of an empty
 * object is one, and any JSON media type is `application/json`.
 */
export function readDialect(document: JsonObject): JsonObject {
  const read = mapNodes(document, (node) =>
    Object.fromEntries(
      Object.entries(node)
        .filter(([name]) => !name.startsWith('x-'))
        .map(([name, value]) => [name, readMember(name, value)]),
    ),
  ) as JsonObject;
  const { info, paths } = read;
  return {
    ...read,
    ...(isObject(info) && { info: readInfo(info) }),
    ...(isObject(paths) && {
      paths: Object.fromEntries(Object.entries(paths).filter(([path]) => !path.startsWith('x-'))),
    }),
  };
}

function readMember(name: string, value: Json): Json {
  if (Array.isArray(value) && value.length === 0 && OBJECTS.has(name)) return {};
  if (name === 'security' && Array.isArray(value)) {
    return value.map((requirement) => (Array.isArray(requirement) && requirement.length === 0 ? {} : requirement));
  }
  if (name === 'content' && isObject(value)) return readContent(value);
  if (MAPS.has(name) && isObject(value)) {
    const members = Object.entries(value).map(([key, member]) => [key, isEmptyList(member) ? {} : member]);
    return Object.fromEntries(members);
  }
  return value;
}

function isEmptyList(value: Json): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Problem details keep their name: they are read by it. */
function readContent(content: JsonObject): JsonObject {
  if ('application/json' in content) return content;
  const isJson = (type: string) =>
    /^(application\/([\w.-]+\+)?json\s*(;.*)?|\*\/\*)$/i.test(type) && !/problem/i.test(type);
  const json = Object.keys(content).find(isJson);
  if (json === undefined) return content;
  return Object.fromEntries(
    Object.entries(content).map(([type, media]) => [type === json ? 'application/json' : type, media]),
  );
}

/** `version: 1.0` without quotes is a number in YAML. */
function readInfo(info: JsonObject): JsonObject {
  return typeof info['version'] === 'number' ? { ...info, version: String(info['version']) } : info;
}
