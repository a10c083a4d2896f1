import { documents, type Json, type Operation } from './documents.ts';
import { Failure } from './failure.ts';
import type { Outgoing } from './messages.ts';

/**
 * An answer out of the document, when the request asks for one by `Prefer: code=422, example=canceled`, as mock servers
 * take it. The request is authenticated and checked as always; only nothing is done.
 */
export function documentedAnswer(
  operation: Operation,
  headers: Headers,
): Pick<Outgoing, 'status' | 'headers' | 'body'> | undefined {
  const prefer = headers.get('Prefer');
  const [, code] = /(?:^|[,;\s])code=(\d{3})/.exec(prefer ?? '') ?? [];
  if (code === undefined) return undefined;
  const [, name] = /(?:^|[,;\s])example=([\w-]+)/.exec(prefer ?? '') ?? [];
  const { responses } = operationIn(operation);
  const response = resolve(operation, (responses as Json)[code] ?? (responses as Json)['default']);
  const [type, media] = chooseMedia(response['content'] as Json | undefined, headers.get('Accept'));
  const examples = (media?.['examples'] ?? {}) as Record<string, Json>;
  const example = name === undefined ? Object.values(examples)[0] : examples[name];
  if (!example) {
    throw new Failure(
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

function operationIn({ api, path, method }: Operation): Json {
  return ((documents[api]['paths'] as Json)[path] as Json)[method.toLowerCase()] as Json;
}

function chooseMedia(content: Json = {}, accept: string | null): [string, Json | undefined] {
  const wanted = accept ?? '*/*';
  const [first = 'application/json'] = Object.keys(content);
  const type = Object.keys(content).find((name) => wanted.includes(name)) ?? first;
  return [type, content[type] as Json | undefined];
}

/** The headers of the answer that have an example. */
function headersOf(operation: Operation, response: Json): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, header] of Object.entries((response['headers'] ?? {}) as Record<string, Json>)) {
    const { example } = resolve(operation, header);
    if (example !== undefined && !name.startsWith('X-RateLimit')) found[name] = String(example);
  }
  return found;
}

function resolve({ api }: Operation, object: unknown): Json {
  const { $ref } = object as Json;
  if (typeof $ref !== 'string') return object as Json;
  let found: unknown = documents[api];
  for (const part of $ref.slice(2).split('/')) found = (found as Json)[part];
  return found as Json;
}
