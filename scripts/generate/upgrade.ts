import { BuildError, isObject, type Json, type JsonObject } from '../shared/document.ts';
import type { LocationOf } from './operations.ts';

/**
 * Converts an OpenAPI 3.0 document to 3.1, so that all later steps handle one dialect only. A 3.1 document is returned
 * unchanged.
 */
export function upgrade(document: JsonObject, locationOf: LocationOf): JsonObject {
  const version = String(document['openapi']);
  if (/^3\.1\.\d+$/.test(version)) return document;
  if (!/^3\.0\.\d+$/.test(version)) {
    throw new BuildError(`${locationOf(['openapi'])} openapi: ${version} is not read here; expected 3.0 or 3.1.`);
  }
  return { ...(upgradeNode(document) as JsonObject), openapi: '3.1.0' };
}

// The values of these are data or a map of names, not a schema.
const DATA = new Set(['example', 'examples', 'default', 'enum', 'const', 'value']);
const MAPS = new Set([
  'properties',
  'schemas',
  'parameters',
  'responses',
  'headers',
  'paths',
  'content',
  'securitySchemes',
]);

function upgradeNode(node: Json, isMap = false): Json {
  if (Array.isArray(node)) return node.map((item) => upgradeNode(item));
  if (!isObject(node)) return node;
  // Beside a `$ref`, 3.0 ignores everything; 3.1 would not.
  if (!isMap && typeof node['$ref'] === 'string') return { $ref: node['$ref'] };
  const entries = Object.entries(node).map(([name, value]): [string, Json] =>
    !isMap && DATA.has(name) ? [name, value] : [name, upgradeNode(value, !isMap && MAPS.has(name))],
  );
  const upgraded = Object.fromEntries(entries);
  return isMap ? upgraded : upgradeSchema(upgraded);
}

function upgradeSchema(schema: JsonObject): JsonObject {
  const { nullable, ...rest } = schema;
  for (const [limit, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (typeof rest[exclusive] !== 'boolean') continue;
    if (rest[exclusive] && rest[limit] !== undefined) {
      rest[exclusive] = rest[limit];
      delete rest[limit];
    } else delete rest[exclusive];
  }
  if (rest['type'] === 'string' && rest['format'] === 'binary') delete rest['format'];
  return nullable === true ? orNull(rest) : rest;
}

function orNull(schema: JsonObject): JsonObject {
  const { type } = schema;
  if (typeof type === 'string') {
    const values = schema['enum'];
    return {
      ...schema,
      type: [type, 'null'],
      ...(Array.isArray(values) && !values.includes(null) && { enum: [...values, null] }),
    };
  }
  for (const choice of ['anyOf', 'oneOf']) {
    const choices = schema[choice];
    if (Array.isArray(choices)) return { ...schema, [choice]: [...choices, { type: 'null' }] };
  }
  const all = schema['allOf'];
  if (!Array.isArray(all)) return schema;
  const { allOf, description, ...others } = schema;
  return { ...(description !== undefined && { description }), anyOf: [{ allOf: all, ...others }, { type: 'null' }] };
}
