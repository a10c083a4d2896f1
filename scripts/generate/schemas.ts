import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import { deref, isObject, type Json, type JsonObject } from '../shared/document.ts';

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
 * The part of a document that a client receives. Formats, patterns, lengths and ranges go: an answer that breaks one of
 * them is Paysera's own business; what a caller relies on is which fields are there and of which type.
 */
function responsesOnly(document: JsonObject): JsonObject {
  const copy = structuredClone(document);
  for (const item of Object.values(copy['paths'] ?? {})) {
    if (isObject(item)) delete item['parameters'];
    for (const operation of Object.values(isObject(item) ? item : {})) {
      if (!isObject(operation)) continue;
      delete operation['requestBody'];
      delete operation['parameters'];
      const responses = isObject(operation['responses']) ? operation['responses'] : {};
      for (const [code, listed] of Object.entries(responses)) {
        const { content } = deref(document, listed) ?? {};
        if (code.startsWith('2')) responses[code] = { description: '', ...(content && { content }) };
        else delete responses[code];
      }
    }
  }
  for (const item of Object.values(copy['webhooks'] ?? {})) {
    for (const operation of Object.values(isObject(item) ? item : {})) {
      if (!isObject(operation)) continue;
      delete operation['parameters'];
      operation['responses'] = { 200: { description: '' } };
    }
  }
  const pruned = { ...copy, components: { schemas: reachable(copy) } };
  return loosen(pruned) as JsonObject;
}

function reachable(document: JsonObject): JsonObject {
  const schemas = ((document['components'] as JsonObject | undefined)?.['schemas'] ?? {}) as JsonObject;
  const found = new Set<string>();
  const visit = (node: Json | undefined): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    if (!isObject(node)) return;
    const reference = node['$ref'];
    const name = typeof reference === 'string' ? /^#\/components\/schemas\/(.+)$/.exec(reference)?.[1] : undefined;
    if (name !== undefined && !found.has(name)) {
      found.add(name);
      visit(schemas[name]);
    }
    for (const value of Object.values(node)) visit(value);
  };
  visit(document['paths']);
  visit(document['webhooks']);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => found.has(name)));
}

const NARROWING = [
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'default',
  'examples',
  'example',
  'description',
];

function loosen(node: Json, inProperties = false): Json {
  if (Array.isArray(node)) return node.map((item) => loosen(item));
  if (!isObject(node)) return node;
  if (!inProperties && isText(node)) return { type: 'string' };
  // A number is a number to JavaScript: whether it is whole is the document's concern.
  if (!inProperties && node['type'] === 'integer') return { type: 'number' };
  const kept = Object.entries(node).filter(([name]) => inProperties || !NARROWING.includes(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, loosen(value, !inProperties && name === 'properties')]));
}

/** A string, an enum of strings, or a choice of such: sets are open on the way in. */
function isText(schema: JsonObject): boolean {
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(choices)) return choices.every((choice) => isObject(choice) && isText(choice));
  return schema['type'] === 'string';
}
