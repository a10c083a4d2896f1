import { BuildError, deref, isObject, type Json, type JsonObject } from '../shared/document.ts';
import { type AmountPath, amountPaths } from './amounts.ts';

/** What the emitters need to know about an operation. */
export interface OperationEntry {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly auth: 'oauth' | 'mac' | 'none';
  readonly retry: string;
  readonly undocumented: boolean;
  readonly form: boolean;
  readonly key?: { readonly in: string; readonly name: string };
  readonly pagination?: string;
  readonly query: readonly string[];
  readonly amounts: readonly AmountPath[];
  readonly requiredFields: readonly string[];
  readonly alias: Readonly<Record<string, string>>;
  /** Success codes whose response is JSON. */
  readonly success: readonly string[];
  readonly source: JsonObject;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** Our extensions: the values each may have, and the check. */
const EXTENSIONS: Record<string, { expected: string; isValid: (value: Json) => boolean }> = {
  'x-status': oneOf('documented', 'undocumented'),
  'x-retry': oneOf('safe', 'lookup', 'key'),
  'x-pagination': oneOf('cursor', 'after'),
  'x-amounts': { expected: 'a list of dotted field paths', isValid: isStringList },
  'x-required-amounts': { expected: 'a list of dotted field paths', isValid: isStringList },
  'x-required-fields': {
    expected: 'a list of dotted field paths in the response, or in the payload of a webhook',
    isValid: isStringList,
  },
  'x-alias': {
    expected: 'an object of name to other spelling',
    isValid: (value) => isObject(value) && isStringList(Object.values(value)),
  },
  'x-idempotency-key': {
    expected: '{ in: header | body, name }',
    isValid: (value) =>
      isObject(value) && (value['in'] === 'header' || value['in'] === 'body') && typeof value['name'] === 'string',
  },
};

/** Locates keys in the overlay or the document, whichever contains them. */
export type LocationOf = (keys: readonly (string | number)[]) => string;

/** Reads every operation under `paths:` of a merged document, and checks our extensions. */
export function readOperations(document: JsonObject, locationOf: LocationOf): OperationEntry[] {
  const seen = new Map<string, string>();
  const entries: OperationEntry[] = [];
  for (const [group, path, method, source] of operationsOf(document)) {
    const keys = [group, path, method];
    for (const name of Object.keys(source).filter((name) => name.startsWith('x-'))) {
      const extension = EXTENSIONS[name];
      if (!extension)
        throw new BuildError(
          `${locationOf([...keys, name])} ${name} is not one of our extensions: ${list(EXTENSIONS)}.`,
        );
      if (!extension.isValid(source[name] as Json)) {
        throw new BuildError(
          `${locationOf([...keys, name])} ${name} is ${JSON.stringify(source[name])}; expected ${extension.expected}.`,
        );
      }
    }
    const id = source['operationId'];
    if (typeof id !== 'string' || !/^[a-z][A-Za-z0-9]*$/.test(id)) {
      throw new BuildError(`${locationOf(keys)} operationId is ${JSON.stringify(id)}; expected a camelCase name.`);
    }
    const duplicate = seen.get(id);
    if (duplicate)
      throw new BuildError(
        `${locationOf([...keys, 'operationId'])} operationId ${id} is already used at ${duplicate}.`,
      );
    seen.set(id, locationOf([...keys, 'operationId']));
    if (group === 'paths') entries.push(readOperation(document, path, method, id, source, () => locationOf(keys)));
  }
  return entries;
}

function* operationsOf(document: JsonObject): Generator<[string, string, string, JsonObject]> {
  for (const group of ['paths', 'webhooks']) {
    for (const [path, item] of Object.entries(document[group] ?? {})) {
      if (!isObject(item)) continue;
      for (const method of METHODS) if (isObject(item[method])) yield [group, path, method, item[method]];
    }
  }
}

function readOperation(
  document: JsonObject,
  path: string,
  method: string,
  id: string,
  source: JsonObject,
  locate: () => string,
): OperationEntry {
  const retry = source['x-retry'];
  if (retry === undefined)
    throw new BuildError(`${locate()} ${id} has no x-retry; expected ${EXTENSIONS['x-retry']?.expected}.`);
  const key = source['x-idempotency-key'];
  if ((retry === 'key') !== (key !== undefined)) {
    throw new BuildError(`${locate()} ${id}: x-retry: key and x-idempotency-key go together.`);
  }
  const item = (document['paths'] as JsonObject)[path] as JsonObject;
  const parameters = [item['parameters'], source['parameters']]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((parameter) => deref(document, parameter))
    .filter(isObject);
  const content = deref(document, source['requestBody'])?.['content'];
  return {
    id,
    method: method.toUpperCase(),
    path,
    auth: authOf(document, source, locate),
    retry: String(retry),
    undocumented: source['x-status'] === 'undocumented',
    form: isObject(content) && 'application/x-www-form-urlencoded' in content,
    ...(isObject(key) && { key: { in: String(key['in']), name: String(key['name']) } }),
    ...(source['x-pagination'] !== undefined && { pagination: String(source['x-pagination']) }),
    query: parameters.filter((parameter) => parameter['in'] === 'query').map((parameter) => String(parameter['name'])),
    amounts: amountPaths(
      document,
      source,
      parameters,
      (source['x-amounts'] ?? []) as string[],
      (source['x-required-amounts'] ?? []) as string[],
      locate,
    ),
    requiredFields: (source['x-required-fields'] ?? []) as string[],
    alias: (source['x-alias'] ?? {}) as Record<string, string>,
    success: successCodes(document, source),
    source,
  };
}

function authOf(document: JsonObject, source: JsonObject, locate: () => string): 'oauth' | 'mac' | 'none' {
  const [requirement] = (source['security'] ?? document['security'] ?? []) as JsonObject[];
  if (requirement === undefined) return 'none';
  const [name] = Object.keys(requirement);
  const schemes = (document['components'] as JsonObject | undefined)?.['securitySchemes'];
  const scheme = isObject(schemes) && name !== undefined ? deref(document, schemes[name]) : undefined;
  if (scheme?.['type'] === 'oauth2') return 'oauth';
  if (scheme?.['type'] === 'http' && String(scheme['scheme']).toLowerCase() === 'mac') return 'mac';
  if (scheme?.['type'] === 'http' && String(scheme['scheme']).toLowerCase() === 'bearer') return 'oauth';
  throw new BuildError(`${locate()} security ${name ?? ''}: expected OAuth2, bearer or the http scheme MAC.`);
}

function successCodes(document: JsonObject, source: JsonObject): string[] {
  const responses = isObject(source['responses']) ? source['responses'] : {};
  return Object.keys(responses).filter((code) => {
    const content = deref(document, responses[code])?.['content'];
    return code.startsWith('2') && isObject(content) && 'application/json' in content;
  });
}

/** The table of operations: what the runtime knows about each. */
export function emitOperations(entries: readonly OperationEntry[], server: string): string {
  const rows = entries.map((entry) => {
    const row = {
      id: entry.id,
      method: entry.method,
      path: entry.path,
      auth: entry.auth,
      retry: entry.retry,
      ...(entry.key && { key: entry.key }),
      ...(entry.pagination && { pagination: entry.pagination }),
      ...(entry.undocumented && { undocumented: true }),
      ...(entry.form && { form: true }),
      ...(entry.query.length > 0 && { query: entry.query }),
      ...(entry.amounts.length > 0 && { amounts: entry.amounts }),
      ...(entry.requiredFields.length > 0 && { requiredFields: entry.requiredFields }),
      ...(Object.keys(entry.alias).length > 0 && { alias: entry.alias }),
    };
    return `  ${entry.id}: ${JSON.stringify(row)},`;
  });
  return [
    '/** The host the document names. */',
    `export const server = ${JSON.stringify(server)} as const;`,
    '',
    'export const operations = {',
    ...rows,
    '} as const;',
    '',
  ].join('\n');
}

/** The validator of each operation's successful response, by the operation's id. */
export function emitValidators(entries: readonly OperationEntry[], schemas: string): string {
  const exported = new Set([...schemas.matchAll(/^export const (\w+)/gm)].map(([, name]) => name));
  const rows = entries
    .map(({ id }) => [id, `response${id[0]?.toUpperCase()}${id.slice(1)}`] as const)
    .filter(([, name]) => exported.has(name));
  return [
    `import type { GenericSchema } from 'valibot';`,
    `import * as schemas from './schemas.ts';`,
    '',
    '/** The shape of each successful answer. */',
    'export const validators: Readonly<Record<string, GenericSchema | undefined>> = {',
    ...rows.map(([id, name]) => `  ${id}: schemas.${name},`),
    '};',
    '',
  ].join('\n');
}

function oneOf(...words: string[]): { expected: string; isValid: (value: Json) => boolean } {
  return { expected: words.join(' | '), isValid: (value) => typeof value === 'string' && words.includes(value) };
}

function isStringList(value: Json): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function list(words: object): string {
  return Object.keys(words).join(', ');
}
