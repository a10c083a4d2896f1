import { fieldsOf } from '../../../src/wire/fields-of.ts';
import { documentOf } from '../../support/document-of.ts';

export type Api = 'checkout' | 'recurring-billing';

/** An operation of a document. */
export function operationOf(
  api: Api,
  id: string,
): Readonly<Record<string, unknown>> & { path: string; method: string } {
  for (const [path, item] of Object.entries(fieldsOf(fieldsOf(documentOf(api))['paths'])))
    for (const [method, operation] of Object.entries(fieldsOf(item)))
      if (fieldsOf(operation)['operationId'] === id)
        return { ...fieldsOf(operation), path, method: method.toUpperCase() };
  throw new Error(`${id} is not in the document`);
}

/** What a `$ref` stands for. */
export function resolve(api: Api, value: unknown): Readonly<Record<string, unknown>> {
  const { $ref } = fieldsOf(value);
  if (typeof $ref !== 'string') return fieldsOf(value);
  let found: unknown = documentOf(api);
  for (const part of $ref.slice(2).split('/')) found = fieldsOf(found)[part];
  return {
    ...resolve(api, found),
    ...Object.fromEntries(Object.entries(fieldsOf(value)).filter(([name]) => name !== '$ref')),
  };
}

/** A schema and every schema it is made of. */
function parts(api: Api, schema: unknown): Readonly<Record<string, unknown>>[] {
  const own = resolve(api, schema);
  const inner = ['allOf', 'anyOf', 'oneOf'].flatMap((name) => (own[name] as unknown[] | undefined) ?? []);
  return [own, ...inner.flatMap((part) => parts(api, part))];
}

/** The schema of a field by its dotted path, and whether each step to it is required. */
export function fieldAt(api: Api, schema: unknown, path: string) {
  let found: unknown = schema;
  let required = true;
  for (const name of path.split('.')) {
    const holder = parts(api, found).find((part) => name in fieldsOf(part['properties']));
    if (!holder) throw new Error(`${path} is not in the schema`);
    required &&= ((holder['required'] as string[] | undefined) ?? []).includes(name);
    found = fieldsOf(holder['properties'])[name];
  }
  const all = parts(api, found);
  return {
    required,
    types: new Set(all.flatMap(({ type }) => [type].flat().filter((one) => one !== undefined))),
    enums: all.flatMap((part) => (part['enum'] as string[] | undefined) ?? []),
    maxLength: all.map((part) => part['maxLength']).find((length) => length !== undefined),
  };
}

export function requestSchema(api: Api, id: string): unknown {
  return fieldsOf(fieldsOf(fieldsOf(resolve(api, operationOf(api, id)['requestBody'])['content'])['application/json']))[
    'schema'
  ];
}

export function responseSchema(api: Api, id: string, status: number): unknown {
  const response = resolve(api, fieldsOf(operationOf(api, id)['responses'])[status]);
  return fieldsOf(fieldsOf(response['content'])['application/json'])['schema'];
}

export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((found, name) => fieldsOf(found)[name], value);
}
