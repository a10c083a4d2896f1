import { ApiFailure } from '../http/failure.ts';
import type { OutgoingResponse } from '../http/messages.ts';
import { documents, type JsonRecord, type SandboxOperation } from './documents.ts';

/**
 * Returns an example response from the document when the request asks for one with `Prefer: code=422,
 * example=canceled`, as with mock servers. The request is authenticated and validated as usual, but nothing is done.
 */
export function documentedExample(
  operation: SandboxOperation,
  headers: Headers,
): Pick<OutgoingResponse, 'status' | 'headers' | 'body'> | undefined {
  const prefer = headers.get('Prefer');
  const [, code] = /(?:^|[,;\s])code=(\d{3})/.exec(prefer ?? '') ?? [];
  if (code === undefined) return undefined;
  const [, name] = /(?:^|[,;\s])example=([\w-]+)/.exec(prefer ?? '') ?? [];
  const { responses } = documentedOperation(operation);
  const response = resolve(operation, (responses as JsonRecord)[code] ?? (responses as JsonRecord)['default']);
  const [type, media] = chooseMedia(response['content'] as JsonRecord | undefined, headers.get('Accept'));
  const examples = (media?.['examples'] ?? {}) as Record<string, JsonRecord>;
  const example = name === undefined ? Object.values(examples)[0] : examples[name];
  if (!example && name === undefined && media) {
    const body = media['example'] ?? sampleOf(operation, media['schema'] ?? {});
    return { status: Number(code), headers: { 'Content-Type': type }, body: JSON.stringify(body) };
  }
  if (!example) {
    throw new ApiFailure(
      400,
      'invalid_request',
      `Prefer asks for example ${JSON.stringify(name ?? '')} of ${operation.id} ${code}; expected one of ${Object.keys(examples).join(', ')}`,
    );
  }
  const { value } = resolve(operation, example);
  return {
    status: Number(code),
    headers: { 'Content-Type': type, ...headersOf(operation, response) },
    body: JSON.stringify(value),
  };
}

/** What the document shows of the first success of an operation, for one that has no handler yet. */
export function firstAnswer(operation: SandboxOperation): { status: number; body: unknown } {
  const responses = documentedOperation(operation)['responses'] as JsonRecord;
  const [code = '200', listed = {}] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? [];
  const content = resolve(operation, listed)['content'] as Record<string, JsonRecord> | undefined;
  const media = content?.['application/json'];
  const [named] = Object.values((media?.['examples'] ?? {}) as Record<string, unknown>);
  const example = named === undefined ? media?.['example'] : resolve(operation, named)['value'];
  const body = example ?? (media?.['schema'] === undefined ? {} : sampleOf(operation, media['schema']));
  return { status: Number(code.replaceAll('X', '0')), body };
}

/** A value of a schema: its own example, or one made of the examples of its parts. */
function sampleOf(operation: SandboxOperation, node: unknown): unknown {
  const schema = resolve(operation, node);
  const [shown] = (schema['examples'] ?? []) as readonly unknown[];
  const given = schema['example'] ?? shown ?? schema['default'] ?? schema['const'];
  if (given !== undefined) return given;
  const {
    enum: values,
    allOf: parts,
    anyOf,
    oneOf,
    properties = {},
    items,
  } = schema as {
    readonly enum?: readonly unknown[];
    readonly allOf?: readonly unknown[];
    readonly anyOf?: readonly unknown[];
    readonly oneOf?: readonly unknown[];
    readonly properties?: JsonRecord;
    readonly items?: unknown;
  };
  if (values) return values[0];
  const [choice] = anyOf ?? oneOf ?? [];
  if (choice !== undefined) return sampleOf(operation, choice);
  const [type] = [schema['type']].flat();
  if (type === 'array') return items === undefined ? [] : [sampleOf(operation, items)];
  if (type === 'string') return '';
  if (type === 'integer' || type === 'number') return 0;
  if (type === 'boolean') return false;
  if (type === 'null') return null;
  const own = Object.entries(properties).map(([name, property]) => [name, sampleOf(operation, property)]);
  return Object.assign({}, ...(parts ?? []).map((part) => sampleOf(operation, part)), Object.fromEntries(own));
}

function documentedOperation({ api, path, method }: SandboxOperation): JsonRecord {
  return ((documents[api]['paths'] as JsonRecord)[path] as JsonRecord)[method.toLowerCase()] as JsonRecord;
}

function chooseMedia(content: JsonRecord = {}, accept: string | null): [string, JsonRecord | undefined] {
  const wanted = accept ?? '*/*';
  const [first = 'application/json'] = Object.keys(content);
  const type = Object.keys(content).find((name) => wanted.includes(name)) ?? first;
  return [type, content[type] as JsonRecord | undefined];
}

/** The response headers that have an example. */
function headersOf(operation: SandboxOperation, response: JsonRecord): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, header] of Object.entries((response['headers'] ?? {}) as Record<string, JsonRecord>)) {
    const { example } = resolve(operation, header);
    if (example !== undefined && !name.startsWith('X-RateLimit')) found[name] = String(example);
  }
  return found;
}

function resolve({ api }: SandboxOperation, object: unknown): JsonRecord {
  const { $ref } = object as JsonRecord;
  if (typeof $ref !== 'string') return object as JsonRecord;
  let found: unknown = documents[api];
  for (const part of $ref.slice(2).split('/')) found = (found as JsonRecord)[part];
  return found as JsonRecord;
}
