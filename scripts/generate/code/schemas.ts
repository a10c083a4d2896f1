import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import { deref, isObject, type Json, type JsonObject } from '../../shared/document.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** Emits valibot validators for successful responses and webhook payloads. */
export async function emitSchemas(document: JsonObject): Promise<string> {
  // The input has to be a file whose path begins with `./`.
  const folder = await mkdtemp('.schemas-');
  try {
    await writeFile(join(folder, 'in.json'), JSON.stringify(responsesOnly(document)));
    await createClient({
      input: `./${relative('.', join(folder, 'in.json'))}`,
      logs: { level: 'silent', file: false },
      output: { path: join(folder, 'out'), postProcess: [], header: [] },
      plugins: [
        {
          name: 'valibot',
          definitions: true,
          requests: false,
          responses: { name: 'response{{name}}' },
          webhooks: true,
        },
      ],
    });
    return await readFile(join(folder, 'out', 'valibot.gen.ts'), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The part of a document that a client receives, without its prose. Formats, patterns, lengths and ranges are removed too:
 * callers rely only on which fields a response has and on their types.
 */
function responsesOnly(document: JsonObject): JsonObject {
  const paths = operationsOf(document['paths'], ({ operationId, responses }) => ({
    operationId: operationId ?? null,
    responses: Object.fromEntries(
      Object.entries(isObject(responses) ? responses : {})
        .filter(([code]) => code.startsWith('2'))
        .map(([code, response]) => [code, { description: '', ...bodyOf(document, response) }]),
    ),
  }));
  const webhooks = operationsOf(document['webhooks'], ({ operationId, requestBody }) => ({
    operationId: operationId ?? null,
    ...(requestBody !== undefined && { requestBody: bodyOf(document, requestBody) }),
    responses: { 200: { description: '' } },
  }));
  const schemas = reachable(document, [paths, webhooks]);
  return { openapi: '3.1.0', info: { title: '', version: '' }, paths, webhooks, components: { schemas } };
}

function operationsOf(items: Json | undefined, reduce: (operation: JsonObject) => JsonObject): JsonObject {
  return mapValues(items, (item) =>
    Object.fromEntries(
      METHODS.flatMap((method) => {
        const operation = isObject(item) ? item[method] : undefined;
        return isObject(operation) ? [[method, reduce(operation)]] : [];
      }),
    ),
  );
}

function bodyOf(document: JsonObject, node: Json | undefined): JsonObject {
  const { content, required } = deref(document, node) ?? {};
  return {
    ...(content !== undefined && {
      content: mapValues(content, (media) =>
        isObject(media) && media['schema'] !== undefined ? { schema: loosen(media['schema']) } : {},
      ),
    }),
    ...(required === true && { required }),
  };
}

function mapValues(node: Json | undefined, map: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(isObject(node) ? node : {}).map(([name, value]) => [name, map(value)]));
}

/** The shared schemas that these refer to. */
function reachable(document: JsonObject, from: readonly Json[]): JsonObject {
  const schemas = ((document['components'] as JsonObject | undefined)?.['schemas'] ?? {}) as JsonObject;
  const found = new Map<string, Json>();
  const visit = (node: Json | undefined): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    if (!isObject(node)) return;
    const reference = node['$ref'];
    const name = typeof reference === 'string' ? /^#\/components\/schemas\/(.+)$/.exec(reference)?.[1] : undefined;
    if (name !== undefined && !found.has(name)) {
      found.set(name, loosen(schemas[name] ?? {}));
      visit(found.get(name));
    }
    for (const value of Object.values(node)) visit(value);
  };
  for (const node of from) visit(node);
  // In the order of the document, which is the order of the output.
  const order = Object.keys(schemas);
  return Object.fromEntries([...found].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other)));
}

/** The keywords of a schema that define its fields and their types. */
const KEPT: Readonly<Record<string, (value: Json) => Json>> = {
  $ref: (value) => value,
  type: (value) => value,
  enum: (value) => value,
  const: (value) => value,
  required: (value) => value,
  properties: (value) => mapValues(value, loosen),
  items: loosen,
  prefixItems: loosen,
  additionalProperties: loosen,
  anyOf: loosen,
  oneOf: loosen,
  allOf: loosen,
};

function loosen(node: Json): Json {
  if (Array.isArray(node)) return node.map(loosen);
  if (!isObject(node)) return node;
  if (isText(node)) return { type: 'string' };
  // JavaScript has one type of number: whether it must be an integer is not checked.
  if (node['type'] === 'integer') return { type: 'number' };
  return Object.fromEntries(
    Object.entries(node).flatMap(([name, value]) => {
      const keep = Object.hasOwn(KEPT, name) ? KEPT[name] : undefined;
      return keep ? [[name, keep(value)]] : [];
    }),
  );
}

/** A string, an enum of strings, or a choice of such: in a response, its set of values is open. */
function isText(schema: JsonObject): boolean {
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(choices)) return choices.every((choice) => isObject(choice) && isText(choice));
  return schema['type'] === 'string';
}
