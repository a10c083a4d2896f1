import { isObject, type Json, type JsonObject } from '../../shared/document.ts';

interface Parameters {
  readonly operation: JsonObject;
  readonly list: readonly JsonObject[];
}

/**
 * Pairs the parameters of two normalized documents by place and name. Redocly pairs them by what they have in common, so that
 * one with another schema counts as another parameter; two references to the same name it takes for a pair.
 */
export function pairParameters(left: JsonObject, right: JsonObject): void {
  const [before, now] = [parametersOf(left), parametersOf(right)];
  for (const [key, old] of before) {
    const revised = now.get(key);
    if (!revised) continue;
    const renamed = renamedIn(old.list, revised.list);
    share(left, old, (parameter) => `${key} ${nameOf(parameter)}`);
    share(right, revised, (parameter) => `${key} ${renamed.get(parameter) ?? nameOf(parameter)}`);
  }
}

/** Below it, changes have no operation; each is reported where the parameter is used. */
export const SHARED_PARAMETERS = '#/components/parameters/';

function share(document: JsonObject, { operation, list }: Parameters, keyOf: (parameter: JsonObject) => string): void {
  const components = document['components'] as JsonObject;
  const { parameters } = components;
  const shared = isObject(parameters) ? parameters : {};
  components['parameters'] = shared;
  operation['parameters'] = list.map((parameter) => {
    const name = encodeURIComponent(keyOf(parameter)).replaceAll('%', '_');
    shared[name] = parameter;
    return { $ref: SHARED_PARAMETERS + name };
  });
}

function parametersOf({ paths }: JsonObject): Map<string, Parameters> {
  const found = new Map<string, Parameters>();
  for (const [path, item] of Object.entries(isObject(paths) ? paths : {})) {
    for (const [method, operation] of Object.entries(isObject(item) ? item : {})) {
      const listed = isObject(operation) ? operation['parameters'] : undefined;
      if (!isObject(operation) || !Array.isArray(listed)) continue;
      found.set(`${method} ${path}`, { operation, list: listed.filter(isObject) });
    }
  }
  return found;
}

/** New parameters that are an old one in all but the name, with the old one's name. */
function renamedIn(before: readonly JsonObject[], now: readonly JsonObject[]): Map<JsonObject, string> {
  const gone = missingFrom(now, before);
  const added = missingFrom(before, now);
  const renamed = new Map<JsonObject, string>();
  for (const parameter of added) {
    const alike = gone.filter((old) => restOf(old) === restOf(parameter));
    const rivals = added.filter((other) => restOf(other) === restOf(parameter));
    const [old] = alike;
    if (old && alike.length === 1 && rivals.length === 1) renamed.set(parameter, nameOf(old));
  }
  return renamed;
}

function missingFrom(others: readonly JsonObject[], all: readonly JsonObject[]): JsonObject[] {
  const names = new Set(others.map(nameOf));
  return all.filter((parameter) => !names.has(nameOf(parameter)));
}

function nameOf({ in: place, name }: JsonObject): string {
  return `${place} ${name}`;
}

function restOf({ name: _, ...rest }: JsonObject): Json {
  return JSON.stringify(rest);
}
