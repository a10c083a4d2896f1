import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { type ApiName, documents, type Json, type Operation } from './documents.ts';

/** Messages by dotted field; empty when all is well. */
type FieldErrors = Record<string, string[]>;

/** Checks requests against the documents. */
export interface Validator {
  body(operation: Operation, body: unknown): FieldErrors;
  /** Reads the query by the document: numbers become numbers, repeated names arrays. Unknown names are left out. */
  query(
    operation: Operation,
    query: URLSearchParams,
  ): { readonly values: Record<string, unknown>; readonly errors: FieldErrors };
}

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  uri: (text) => URL.canParse(text),
  email: (text) => /^[^\s@]+@[^\s@]+$/.test(text),
  'date-time': (text) => /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text)),
};

export function createValidator(): Validator {
  // The documents hold what is no schema, so Ajv's strictness would complain of every `description` beside a `$ref`.
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true, validateSchema: false, logger: false });
  for (const [name, check] of Object.entries(FORMATS)) ajv.addFormat(name, check);
  for (const [api, document] of Object.entries(documents)) ajv.addSchema({ ...document }, api);
  const compiled = new Map<string, ValidateFunction>();

  // Compiled when first needed: a sandbox of one test pays for the operations of that test.
  function check(key: string, schema: () => object, value: unknown): FieldErrors {
    const validate = compiled.get(key) ?? ajv.compile(schema());
    compiled.set(key, validate);
    return validate(value) ? {} : explain(validate.errors ?? []);
  }

  return {
    body: (operation, body) =>
      check(
        `body ${operation.id}`,
        () => ({
          $ref: `${operation.api}#${pointer(['paths', operation.path, operation.method.toLowerCase(), 'requestBody', 'content', mediaType(operation), 'schema'])}`,
        }),
        body,
      ),
    query(operation, query) {
      const values: Record<string, unknown> = {};
      const properties: Record<string, unknown> = {};
      const required: string[] = [];
      for (const parameter of queryParameters(operation)) {
        const schema = resolve(operation.api, parameter['schema'] as Json);
        const name = String(parameter['name']);
        properties[name] = rebase(operation.api, schema);
        if (parameter['required'] === true) required.push(name);
        const input = query.getAll(name);
        const last = input.at(-1);
        if (schema['type'] === 'array') {
          if (input.length > 0) values[name] = input;
        } else if (last !== undefined) {
          values[name] = schema['type'] === 'integer' && /^-?\d{1,15}$/.test(last) ? Number(last) : last;
        }
      }
      const errors = check(`query ${operation.id}`, () => ({ type: 'object', properties, required }), values);
      return { values, errors };
    },
  };
}

/** The media type of the request that the document describes. */
export function mediaType(operation: Operation): string {
  return operation.form ? 'application/x-www-form-urlencoded' : 'application/json';
}

/** Whether the document says that the operation takes a body, and whether it must come. */
export function bodyOf(operation: Operation): 'none' | 'optional' | 'required' {
  const { requestBody } = operationObject(operation);
  if (requestBody === undefined) return 'none';
  return (requestBody as Json)['required'] === true ? 'required' : 'optional';
}

function operationObject(operation: Operation): Json {
  const item = (documents[operation.api]['paths'] as Json)[operation.path] as Json;
  return item[operation.method.toLowerCase()] as Json;
}

function queryParameters(operation: Operation): Json[] {
  const parameters = (operationObject(operation)['parameters'] ?? []) as Json[];
  return parameters.map((parameter) => resolve(operation.api, parameter)).filter(({ in: place }) => place === 'query');
}

function resolve(api: ApiName, object: Json): Json {
  const { $ref } = object;
  if (typeof $ref !== 'string') return object;
  let found: unknown = documents[api];
  for (const part of $ref.slice(2).split('/')) found = (found as Json)[part];
  return found as Json;
}

/** A schema taken out of its document, with references that still lead there. */
function rebase(api: ApiName, schema: Json): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${api}#/`));
}

function pointer(parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
}

function explain(errors: readonly ErrorObject[]): FieldErrors {
  const fields: FieldErrors = {};
  // Of a choice, only the choice itself: its branches contradict each other.
  const choices = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  const inChoice = (error: ErrorObject) =>
    choices.some(
      (choice) =>
        error !== choice &&
        error.schemaPath !== choice.schemaPath &&
        error.instancePath.startsWith(choice.instancePath) &&
        error.keyword !== 'oneOf' &&
        error.keyword !== 'anyOf',
    );
  for (const error of errors) {
    if (inChoice(error)) continue;
    const field = fieldOf(error);
    fields[field] = [...new Set([...(fields[field] ?? []), messageOf(error)])];
  }
  return fields;
}

function fieldOf({ instancePath, keyword, params }: ErrorObject): string {
  const extra = { required: params['missingProperty'], additionalProperties: params['additionalProperty'] }[keyword];
  const path = instancePath.slice(1).replaceAll('~1', '/').replaceAll('~0', '~').split('/');
  return [...path, extra].filter((part) => part !== undefined && part !== '').join('.') || '(body)';
}

function messageOf({ keyword, params, data, message }: ErrorObject): string {
  if (keyword === 'required') return 'This field is required';
  if (keyword === 'additionalProperties') return 'This field is not known here';
  const input = JSON.stringify(data)?.slice(0, 60) ?? typeof data;
  if (keyword === 'pattern') return `Was ${input}; expected a text that matches ${params['pattern']}`;
  if (keyword === 'enum') return `Was ${input}; expected one of ${(params['allowedValues'] as unknown[]).join(', ')}`;
  if (keyword === 'oneOf' || keyword === 'anyOf') return `Was ${input}, which is of no form that is accepted here`;
  return `Was ${input}; it ${message ?? 'is not valid'}`;
}
