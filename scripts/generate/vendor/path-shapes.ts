import { deref, isObject, type Json, type JsonObject } from '../../shared/document.ts';
import { METHODS } from '../document/located-operations.ts';
import type { JoinedPaths, Report } from './servers.ts';

/** A path without the names of its parameters: `/orders/{}`. */
export function shapeOf(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, '{}');
}

/** The paths that an overlay addresses: `$.paths['/orders/{id}'].get` → `/orders/{id}`. */
export function addressedPaths(targets: readonly string[]): string[] {
  const paths = targets.map((target) => /^\$(?:\.paths|\[['"]paths['"]\])\[(['"])(.*?)\1\]/.exec(target)?.[2]);
  return [...new Set(paths.filter((path) => path !== undefined))];
}

/**
 * Gives the paths and their parameters the names that the overlay uses: paths are the same when they have the same shape,
 * and parameters when they have the same position. `src` and its callers never see that a document renamed one.
 */
export function renamePaths(
  document: JsonObject,
  { paths, origins }: JoinedPaths,
  addressed: readonly string[],
  report: Report,
): JoinedPaths {
  const names = new Map(addressed.map((path) => [shapeOf(path), path]));
  const renamed: JsonObject = {};
  const from = new Map<string, string>();
  for (const [path, item] of Object.entries(paths)) {
    const shape = shapeOf(path);
    const name = names.get(shape) ?? path;
    names.set(shape, name);
    if (!isObject(item)) {
      renamed[name] = item;
      continue;
    }
    const own = renameParameters(document, item, path, name);
    const existing = renamed[name];
    if (!isObject(existing)) {
      renamed[name] = own;
      from.set(name, origins.get(path) ?? path);
      continue;
    }
    const twice = METHODS.find((method) => method in own && method in existing);
    if (twice === undefined) renamed[name] = { ...withOwnParameters(existing), ...withOwnParameters(own) };
    else {
      const keys = ['paths', origins.get(path) ?? path, twice];
      report(keys, `${path} is the same path as ${from.get(name) ?? name}, and both have ${twice}.`, {
        advice: 'remove one of them from the document; actions of the overlay come after paths are matched.',
      });
    }
  }
  return { paths: renamed, origins: from };
}

/** An item whose path parameters have the names in `name`, and are all declared. */
function renameParameters(document: JsonObject, item: JsonObject, path: string, name: string): JsonObject {
  const [before, after] = [namesIn(path), namesIn(name)];
  const rename = (parameter: Json): Json => {
    const found = deref(document, parameter);
    if (found?.['in'] !== 'path') return parameter;
    const to = after[before.indexOf(String(found['name']))];
    const isUnchanged = to === undefined || (to === found['name'] && found['required'] === true);
    return isUnchanged ? parameter : { ...found, name: to, required: true };
  };
  const isDeclared = (parameters: readonly Json[], name: string) =>
    parameters.some((parameter) => {
      const found = deref(document, parameter);
      return found?.['in'] === 'path' && found['name'] === name;
    });
  const shared = listOf(item['parameters']).map(rename);
  const members = Object.entries(item).map(([member, operation]): [string, Json] => {
    if (member === 'parameters') return [member, shared];
    if (!METHODS.includes(member) || !isObject(operation)) return [member, operation];
    const own = listOf(operation['parameters']).map(rename);
    const missing = after
      .filter((parameter) => !isDeclared([...shared, ...own], parameter))
      .map((parameter) => ({ name: parameter, in: 'path', required: true, schema: { type: 'string' } }));
    const parameters = [...own, ...missing];
    return [member, parameters.length > 0 ? { ...operation, parameters } : operation];
  });
  return Object.fromEntries(members);
}

/** An item whose parameters are listed by its operations, so that it can be joined with another. */
function withOwnParameters({ parameters, ...item }: JsonObject): JsonObject {
  const shared = listOf(parameters);
  const members = Object.entries(item).map(([member, operation]): [string, Json] =>
    METHODS.includes(member) && isObject(operation)
      ? [member, { ...operation, parameters: [...shared, ...listOf(operation['parameters'])] }]
      : [member, operation],
  );
  return Object.fromEntries(members);
}

function namesIn(path: string): string[] {
  return [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name);
}

function listOf(node: Json | undefined): Json[] {
  return Array.isArray(node) ? node : [];
}
