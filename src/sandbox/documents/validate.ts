import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { type ApiName, documents, type JsonRecord, type SandboxOperation } from './documents.ts';

/** Messages by dotted field path; empty when there are no errors. */
type FieldErrors = Record<string, string[]>;

/** Validates requests against the documents. */
export interface Validator {
  body(operation: SandboxOperation, body: unknown): FieldErrors;
  /** Parses the query by the document's types. Repeated names become arrays; unknown names are ignored. */
  query(
    operation: SandboxOperation,
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
  // Not strict: the documents also contain keywords that are not part of a schema.
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true, validateSchema: false, logger: false });
  for (const [name, check] of Object.entries(FORMATS)) ajv.addFormat(name, check);
  for (const [api, document] of Object.entries(documents)) ajv.addSchema({ ...document }, api);
  const compiled = new Map<string, ValidateFunction>();

  // Compiled on first use, so that a test only pays for the operations it calls.
  function check(key: string, schema: () => object, value: unknown): FieldErrors {
    const validate = compiled.get(key) ?? ajv.compile(schema());
    compiled.set(key, validate);
    return validate(value) ? {} : toFieldErrors(validate.errors ?? []);
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
        const schema = resolve(operation.api, parameter['schema'] as JsonRecord);
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
export function mediaType(operation: SandboxOperation): string {
  return operation.form ? 'application/x-www-form-urlencoded' : 'application/json';
}

/** Whether the document says that the operation takes a body, and whether it must come. */
export function bodyOf(operation: SandboxOperation): 'none' | 'optional' | 'required' {
  const { requestBody } = operationObject(operation);
  if (requestBody === undefined) return 'none';
  return (requestBody as JsonRecord)['required'] === true ? 'required' : 'optional';
}

function operationObject(operation: SandboxOperation): JsonRecord {
  const item = (documents[operation.api]['paths'] as JsonRecord)[operation.path] as JsonRecord;
  return item[operation.method.toLowerCase()] as JsonRecord;
}

function queryParameters(operation: SandboxOperation): JsonRecord[] {
  const parameters = (operationObject(operation)['parameters'] ?? []) as JsonRecord[];
  return parameters.map((parameter) => resolve(operation.api, parameter)).filter(({ in: place }) => place === 'query');
}

function resolve(api: ApiName, object: JsonRecord): JsonRecord {
  const { $ref } = object;
  if (typeof $ref !== 'string') return object;
  let found: unknown = documents[api];
  for (const part of $ref.slice(2).split('/')) found = (found as JsonRecord)[part];
  return found as JsonRecord;
}

/** A schema from a document, with its references made absolute. */
function rebase(api: ApiName, schema: JsonRecord): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${api}#/`));
}

function pointer(parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
}

function toFieldErrors(errors: readonly ErrorObject[]): FieldErrors {
  const fields: FieldErrors = {};
  // For a choice, only the choice itself is reported: the errors of its branches contradict each other.
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
  const property = { required: params['missingProperty'], additionalProperties: params['additionalProperty'] }[keyword];
  const path = instancePath.slice(1).replaceAll('~1', '/').replaceAll('~0', '~').split('/');
  return [...path, property].filter((part) => part !== undefined && part !== '').join('.') || '(body)';
}

/** The problem of a list of amount buttons that is too short or too long. */
export const BUTTONS_COUNT = 'amount_buttons_count';

function messageOf({ keyword, params, data, message, instancePath }: ErrorObject): string {
  if (/^(min|max)Items$/.test(keyword) && instancePath.endsWith('/amount_buttons')) return BUTTONS_COUNT;
  if (keyword === 'required') return 'This field is required';
  if (keyword === 'additionalProperties') return 'This field is unknown';
  const input = JSON.stringify(data)?.slice(0, 60) ?? typeof data;
  if (keyword === 'pattern') return `Was ${input}; expected a string that matches ${params['pattern']}`;
  if (keyword === 'enum') return `Was ${input}; expected one of ${(params['allowedValues'] as unknown[]).join(', ')}`;
  if (keyword === 'oneOf' || keyword === 'anyOf') return `Was ${input}, which matches none of the accepted forms`;
  return `Was ${input}; it ${message ?? 'is not valid'}`;
}
