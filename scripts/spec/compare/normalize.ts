import { deref, isObject, type Json, type JsonObject } from '../../shared/document.ts';
import { openResponseEnums, simplifySchema } from './simplify-schema.ts';

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
            parameters: parametersOf(shared, listOf(operation['parameters'])).map(comparableParameter),
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
    paths,
    components: { securitySchemes: schemesOf(schemes) },
  };
}

/** Replaces every `$ref` with its target, once: a schema inside itself is left out. The result is known to stay small. */
function createUnfold(document: JsonObject): (node: Json) => Json {
  const open = new Set<string>();
  const unfolded = new Map<string, Json>();
  let cycles = 0;
  const unfold = (node: Json): Json => {
    if (Array.isArray(node)) return node.map(unfold);
    if (!isObject(node)) return node;
    const { $ref: reference, ...beside } = node;
    if (typeof reference !== 'string') {
      return simplifySchema(Object.fromEntries(Object.entries(node).map(([name, value]) => [name, unfold(value)])));
    }
    if (open.has(reference)) {
      cycles++;
      return beside;
    }
    const cyclesBefore = cycles;
    open.add(reference);
    const target = unfolded.get(reference) ?? unfold(deref(document, node) ?? {});
    open.delete(reference);
    // Within a cycle, it depends on where the cycle was entered.
    if (cycles === cyclesBefore) unfolded.set(reference, target);
    return { ...(target as JsonObject), ...beside };
  };
  return unfold;
}

/** A parameter of the operation overrides the path's parameter of the same name and location. */
function parametersOf(shared: Json[], own: Json[]): Json[] {
  const key = (parameter: Json) => (isObject(parameter) ? `${parameter['in']} ${parameter['name']}` : '');
  const names = new Set(own.map(key));
  return [...shared.filter((parameter) => !names.has(key(parameter))), ...own];
}

const DEFAULT_STYLES: Readonly<Record<string, string>> = {
  query: 'form',
  cookie: 'form',
  path: 'simple',
  header: 'simple',
};

/**
 * A parameter without the values that are the default anyway. Its description is compared separately: to Redocly, a
 * parameter with another description is another parameter.
 */
function comparableParameter(parameter: Json): Json {
  if (!isObject(parameter)) return parameter;
  const style = parameter['style'] ?? DEFAULT_STYLES[String(parameter['in'])];
  const explode = parameter['explode'] ?? style === 'form';
  const { description: _, style: __, explode: ___, name, ...rest } = parameter;
  const kept = Object.entries(rest).filter(([, value]) => value !== false);
  return {
    // The names of headers are the same in any case.
    name: parameter['in'] === 'header' ? String(name).toLowerCase() : (name ?? ''),
    ...Object.fromEntries(kept),
    ...(style !== DEFAULT_STYLES[String(parameter['in'])] && { style }),
    ...(explode !== (style === 'form') && { explode }),
  };
}

function requirementsOf(security: Json | undefined, schemes: Json | undefined): Json[] {
  return listOf(security).map((requirement) =>
    Object.fromEntries(
      entriesOf(requirement).map(([name, scopes]) => {
        const known = schemeName(name, schemes);
        return [known, known === BEARER ? [] : scopes];
      }),
    ),
  );
}

/** An OAuth 2 token goes out as a bearer token, whichever of the two a document calls it. */
const BEARER = 'oauth2';

function schemesOf(schemes: Json | undefined): JsonObject {
  return Object.fromEntries(
    entriesOf(schemes).map(([given, scheme]) => {
      const name = schemeName(given, schemes);
      if (name === BEARER) return [name, { type: 'http', scheme: 'bearer' }];
      return [name, isObject(scheme) ? withoutExtensions(scheme) : scheme];
    }),
  );
}

/** Names a security scheme by its type, since documents name schemes as they like. */
function schemeName(name: string, schemes: Json | undefined): string {
  const scheme = isObject(schemes) ? schemes[name] : undefined;
  if (!isObject(scheme)) return name;
  if (scheme['type'] === 'oauth2') return BEARER;
  const kind = String(scheme['scheme']).toLowerCase();
  if (scheme['type'] === 'http') return kind === 'bearer' ? BEARER : `http-${kind}`;
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
