import { BuildError, type JsonObject, type LocationOf } from '../../shared/document.ts';
import { mapNodes } from '../document/nodes.ts';

/**
 * Converts an OpenAPI 3.0 document to 3.1, so that all later steps handle one dialect only. In a 3.1 document, only
 * `nullable` is converted.
 */
export function upgrade(document: JsonObject, locationOf: LocationOf): JsonObject {
  const version = String(document['openapi']);
  // `nullable` means something in 3.0 only, and is left behind in documents that say 3.1.
  if (/^3\.1(\.\d+)?$/.test(version)) {
    const read = mapNodes(document, withoutNullable) as JsonObject;
    return { ...read, openapi: version === '3.1' ? '3.1.0' : version };
  }
  if (!/^3\.0(\.\d+)?$/.test(version)) {
    throw new BuildError(`${locationOf(['openapi'])} openapi: ${version} is not read here; expected 3.0 or 3.1.`, {
      advice: 'convert the document to 3.1, or ask the vendor for one.',
    });
  }
  const upgraded = mapNodes(document, (node) =>
    // Beside a `$ref`, 3.0 ignores everything; 3.1 would not.
    typeof node['$ref'] === 'string' ? { $ref: node['$ref'] } : upgradeSchema(node),
  );
  return { ...(upgraded as JsonObject), openapi: '3.1.0' };
}

function withoutNullable({ nullable, ...node }: JsonObject): JsonObject {
  return nullable === true ? orNull(node) : node;
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

/** What a schema is combined from: each member has to take a value, so a type of null beside them takes none. */
const COMBINING = ['allOf', 'anyOf', 'oneOf'] as const;

function orNull(schema: JsonObject): JsonObject {
  const { type, description, ...others } = schema;
  const combining = COMBINING.filter((name) => Array.isArray(schema[name]));
  const [choice] = combining;
  if (type === undefined && choice !== undefined && choice !== 'allOf' && combining.length === 1) {
    const choices = schema[choice];
    return { ...schema, [choice]: [...(Array.isArray(choices) ? choices : []), { type: 'null' }] };
  }
  if (combining.length > 0) {
    const value = { ...others, ...(type !== undefined && { type }) };
    return { ...(description !== undefined && { description }), anyOf: [value, { type: 'null' }] };
  }
  if (typeof type !== 'string') return schema;
  const values = schema['enum'];
  return {
    ...schema,
    type: [type, 'null'],
    ...(Array.isArray(values) && !values.includes(null) && { enum: [...values, null] }),
  };
}
