import { fieldsOf, isObject } from '../../wire/fields-of.ts';
import type { RecordedResponse } from './recording.ts';

type Node = Readonly<Record<string, unknown>>;

/** An OpenAPI document that the package contains. */
export interface Document extends Node {
  readonly paths: Readonly<Record<string, Node>>;
}

/** One way in which responses differ from the document. Contains no values of a response, except short enum values. */
export interface Difference {
  /** `getOrder`, or `GET /path` if the document has no such operation. */
  readonly operation: string;
  readonly status: number;
  /** The path of the field, separated by dots, with `[]` for lists. */
  readonly path: string;
  readonly kind:
    | 'unknown-operation'
    | 'unknown-status'
    | 'unknown-field'
    | 'unknown-value'
    | 'missing-field'
    | 'wrong-type';
  readonly expected: string;
  readonly received: string;
}

/** Compares one recorded response with the documents. */
export function differencesOf(recorded: RecordedResponse, documents: readonly Document[]): Difference[] {
  const path = URL.parse(recorded.url)?.pathname ?? recorded.url;
  const found = documents
    .map((document) => ({ document, operation: operationAt(document, path, recorded.method) }))
    .find((one) => one.operation);
  const { status } = recorded;
  if (!found?.operation) {
    const operation = `${recorded.method.toUpperCase()} ${path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d{3,}|[\w-]{20,}/gi, '{}')}`;
    return [
      {
        operation,
        status,
        path: '',
        kind: 'unknown-operation',
        expected: 'an operation of the documents',
        received: operation,
      },
    ];
  }
  const { document, operation } = found;
  const id = String(operation['operationId']);
  const responses = fieldsOf(operation['responses']);
  const response = follow(document, responses[String(status)] ?? responses[`${String(status)[0]}XX`]);
  if (!response) {
    return [
      {
        operation: id,
        status,
        path: '',
        kind: 'unknown-status',
        expected: Object.keys(responses).join(', '),
        received: String(status),
      },
    ];
  }
  const media = Object.values(fieldsOf(response['content']))[0];
  const schema = follow(document, fieldsOf(media)['schema']);
  if (!schema) return [];
  const differences: Difference[] = [];
  walk(document, schema, recorded.body, '', (difference) => differences.push({ operation: id, status, ...difference }));
  return differences;
}

type Report = (difference: Pick<Difference, 'path' | 'kind' | 'expected' | 'received'>) => void;

function walk(document: Document, schema: Node, value: unknown, path: string, report: Report): void {
  const choices = choicesOf(document, schema);
  if (choices.length > 0) {
    const enumValues = choices.flatMap(({ enum: values }) => (Array.isArray(values) ? values : []));
    const isEnum = enumValues.length > 0 && choices.every(({ type }) => type === 'string');
    if (isEnum && typeof value === 'string') {
      reportUnknownValue(enumValues, value, path, report);
      return;
    }
    // Report the differences from the choice that fits best.
    const reports = choices.map((choice) => {
      const differences: Parameters<Report>[0][] = [];
      walk(document, choice, value, path, (difference) => differences.push(difference));
      return differences;
    });
    const [best = []] = reports.sort((a, b) => a.length - b.length);
    for (const difference of best) report(difference);
  }
  for (const part of partsOf(document, schema, ['allOf'])) {
    // A field that is unknown to this part may be defined in another.
    walk(document, part, value, path, (difference) => {
      if (difference.kind !== 'unknown-field') report(difference);
    });
  }
  const types = [schema['type']].flat().filter((type) => typeof type === 'string');
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) {
    report({ path, kind: 'wrong-type', expected: types.join(' or '), received: typeOf(value) });
    return;
  }
  if (Array.isArray(schema['enum']) && typeof value === 'string')
    reportUnknownValue(schema['enum'], value, path, report);
  if (Array.isArray(value)) {
    const items = follow(document, schema['items']);
    if (items) for (const item of value) walk(document, items, item, join(path, '[]'), report);
    return;
  }
  if (isObject(value)) walkObject(document, schema, value, path, report);
}

function walkObject(
  document: Document,
  schema: Node,
  value: Record<string, unknown>,
  path: string,
  report: Report,
): void {
  const { required, additionalProperties } = schema;
  const properties = isObject(schema['properties']) ? schema['properties'] : undefined;
  for (const name of [required].flat().filter((name) => typeof name === 'string')) {
    if (!(name in value))
      report({ path: join(path, name), kind: 'missing-field', expected: 'always present', received: 'missing' });
  }
  for (const [name, field] of Object.entries(value)) {
    const known = properties && Object.hasOwn(properties, name) ? follow(document, properties[name]) : undefined;
    if (known) walk(document, known, field, join(path, name), report);
    else if (isObject(additionalProperties)) {
      const map = follow(document, additionalProperties);
      if (map) walk(document, map, field, join(path, '*'), report);
    } else if (properties && partsOf(document, schema, ['anyOf', 'oneOf', 'allOf']).length === 0) {
      report({
        path: join(path, name),
        kind: 'unknown-field',
        expected: 'not in the document',
        received: typeOf(field),
      });
    }
  }
}

function reportUnknownValue(known: readonly unknown[], value: string, path: string, report: Report): void {
  if (known.includes(value)) return;
  // An enum value is not personal data, but a longer text may be somebody's name.
  const received = /^[a-z0-9_.-]{1,40}$/i.test(value) ? value : 'other text';
  report({ path, kind: 'unknown-value', expected: known.join(', '), received });
}

function choicesOf(document: Document, schema: Node): Node[] {
  return partsOf(document, schema, ['anyOf', 'oneOf']);
}

function partsOf(document: Document, schema: Node, names: readonly string[]): Node[] {
  return names
    .flatMap((name) => (Array.isArray(schema[name]) ? schema[name] : []))
    .map((choice) => follow(document, choice))
    .filter((choice) => choice !== undefined);
}

function operationAt(document: Document, path: string, method: string): Node | undefined {
  const templates = Object.keys(document.paths).filter((template) => {
    const pattern = template
      .split('/')
      .map((part) => (/^\{.*\}$/.test(part) ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
    return new RegExp(`^${pattern.join('/')}/?$`).test(path);
  });
  // Prefer `/orders/summary` to `/orders/{id}`.
  templates.sort((a, b) => a.split('{').length - b.split('{').length);
  const item = templates[0] === undefined ? undefined : document.paths[templates[0]];
  const operation = item?.[method.toLowerCase()];
  return isObject(operation) ? operation : undefined;
}

function follow(document: Document, node: unknown): Node | undefined {
  for (let hops = 0; hops < 50; hops++) {
    if (!isObject(node)) return undefined;
    const reference = node['$ref'];
    if (typeof reference !== 'string') return node;
    const keys = reference
      .slice(2)
      .split('/')
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    node = keys.reduce<unknown>((at, key) => fieldsOf(at)[key], document);
  }
  return undefined;
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value) && !Array.isArray(value);
  const actual = typeof value;
  return actual === type;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
