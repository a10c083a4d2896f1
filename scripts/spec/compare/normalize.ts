import { deref, isObject, type Json, type JsonObject } from '../../shared/document.ts';

/** Webhooks are compared as responses of made-up paths: like a response, they are sent by Paysera. */
export const WEBHOOK_PATH = '/(webhook)/';

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'];

/**
 * Normalizes a document for comparison: expands every `$ref`, so that a change of a shared schema is found and
 * classified wherever the schema is used, and the names of components do not matter.
 */
export function normalize(document: JsonObject): JsonObject {
  const unfold = createUnfold(document);
  const schemes = (document['components'] as JsonObject | undefined)?.['securitySchemes'];
  const paths: JsonObject = {};
  for (const [path, pathItem] of entriesOf(document['paths'])) {
    const item = unfold(pathItem);
    if (!isObject(item)) continue;
    const shared = listOf(item['parameters']);
    paths[path] = Object.fromEntries(
      METHODS.filter((method) => isObject(item[method])).map((method) => {
        const { operationId: _, ...operation } = item[method] as JsonObject;
        return [
          method,
          {
            ...withoutExtensions(operation),
            parameters: parametersOf(shared, listOf(operation['parameters'])),
            responses: openResponseEnums((operation['responses'] ?? {}) as JsonObject),
            security: requirementsOf(operation['security'] ?? document['security'], schemes),
          },
        ];
      }),
    );
  }
  for (const [name, pathItem] of entriesOf(document['webhooks'])) {
    const item = unfold(pathItem);
    for (const [method, operation] of entriesOf(item).filter(([name]) => METHODS.includes(name))) {
      if (!isObject(operation)) continue;
      const { operationId: _, requestBody, responses: __, parameters: ___, ...rest } = operation;
      const body = isObject(requestBody) ? { content: requestBody['content'] ?? {} } : {};
      paths[`${WEBHOOK_PATH}${name}`] = {
        [method]: { ...withoutExtensions(rest), responses: openResponseEnums({ 200: { description: '', ...body } }) },
      };
    }
  }
  return {
    openapi: '3.1.0',
    info: withoutExtensions((document['info'] ?? {}) as JsonObject),
    ...(document['servers'] !== undefined && { servers: document['servers'] }),
    paths,
    components: { securitySchemes: schemesOf(schemes) },
  };
}

/** Replaces every `$ref` by what it leads to. They are checked beforehand: none is a cycle, and the whole stays small. */
function createUnfold(document: JsonObject): (node: Json) => Json {
  const unfold = (node: Json): Json => {
    if (Array.isArray(node)) return node.map(unfold);
    if (!isObject(node)) return node;
    const { $ref: reference, ...beside } = node;
    if (typeof reference !== 'string') {
      return simplify(Object.fromEntries(Object.entries(node).map(([name, value]) => [name, unfold(value)])));
    }
    return { ...(unfold(deref(document, node) ?? {}) as JsonObject), ...beside };
  };
  return unfold;
}

/** Removes an `allOf` with a single member, which only serves to add keywords to a `$ref`. */
function simplify(schema: JsonObject): JsonObject {
  const { allOf, ...rest } = schema;
  const [only, ...others] = Array.isArray(allOf) ? allOf : [];
  return isObject(only) && others.length === 0 ? { ...only, ...rest } : schema;
}

/** Makes every enum of strings in a response open: `anyOf` the known values and any string. */
function openResponseEnums(node: Json): Json {
  if (Array.isArray(node)) return node.map(openResponseEnums);
  if (!isObject(node)) return node;
  const known = knownTexts(node);
  if (known) {
    const { anyOf: _, enum: __, type: ___, ...rest } = node;
    return { ...rest, anyOf: [{ type: 'string', enum: known }, { type: 'string' }] };
  }
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, openResponseEnums(value)]));
}

function knownTexts(schema: JsonObject): Json[] | undefined {
  const { enum: values, anyOf: choices } = schema;
  if (schema['type'] === 'string' && Array.isArray(values)) return values.length > 1 ? values : undefined;
  if (!Array.isArray(choices) || !choices.every((choice) => isObject(choice) && choice['type'] === 'string'))
    return undefined;
  const known = choices.flatMap((choice) => (isObject(choice) && Array.isArray(choice['enum']) ? choice['enum'] : []));
  return known.length > 0 ? known : undefined;
}

/** A parameter of the operation overrides the path's parameter of the same name and location. */
function parametersOf(shared: Json[], own: Json[]): Json[] {
  const key = (parameter: Json) => (isObject(parameter) ? `${parameter['in']} ${parameter['name']}` : '');
  const names = new Set(own.map(key));
  return [...shared.filter((parameter) => !names.has(key(parameter))), ...own];
}

function requirementsOf(security: Json | undefined, schemes: Json | undefined): Json[] {
  return listOf(security).map((requirement) =>
    Object.fromEntries(entriesOf(requirement).map(([name, scopes]) => [schemeName(name, schemes), scopes])),
  );
}

function schemesOf(schemes: Json | undefined): JsonObject {
  return Object.fromEntries(
    entriesOf(schemes).map(([name, scheme]) => [
      schemeName(name, schemes),
      isObject(scheme) ? withoutExtensions(scheme) : scheme,
    ]),
  );
}

/** Names a security scheme by its type, since documents name schemes as they like. */
function schemeName(name: string, schemes: Json | undefined): string {
  const scheme = isObject(schemes) ? schemes[name] : undefined;
  if (!isObject(scheme)) return name;
  if (scheme['type'] === 'oauth2') return 'oauth2';
  if (scheme['type'] === 'http') return `http-${String(scheme['scheme']).toLowerCase()}`;
  return name;
}

function withoutExtensions(node: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(node).filter(([name]) => !name.startsWith('x-')));
}

function entriesOf(node: Json | undefined): [string, Json][] {
  return isObject(node) ? Object.entries(node) : [];
}

function listOf(node: Json | undefined): Json[] {
  return Array.isArray(node) ? node : [];
}
