import { documentOf } from './document-of.ts';

type Json = Record<string, unknown>;

/** One answer the documents promise: an operation, a status, an example of it. */
export interface DocumentedCase {
  readonly api: 'checkout' | 'recurring-billing';
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  /** The status as the document has it; `default` included. */
  readonly documented: string;
  readonly mediaType: string;
  readonly example: string;
  readonly value: Json;
}

/** Every operation of both documents with the examples of its request body. */
export interface DocumentedOperation {
  readonly api: DocumentedCase['api'];
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly statuses: readonly string[];
  readonly bodies: Readonly<Record<string, Json>>;
}

const APIS = ['checkout', 'recurring-billing'] as const;
const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options', 'trace'];

function follow(document: Json, value: unknown): Json {
  const { $ref } = value as { $ref?: string };
  if ($ref === undefined) return value as Json;
  const found = $ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, name) => (at as Json)[name], document);
  return follow(document, found);
}

function examplesOf(document: Json, media: Json): [string, Json][] {
  const named = Object.entries((media['examples'] ?? {}) as Json).map(([name, example]): [string, Json] => [
    name,
    follow(document, example)['value'] as Json,
  ]);
  return media['example'] === undefined ? named : [['', media['example'] as Json], ...named];
}

/** Read from the documents, so that what is added there is asked for here. */
export function documentedOperations(): DocumentedOperation[] {
  return APIS.flatMap((api) => {
    const document = documentOf(api) as Json;
    return Object.entries(document['paths'] as Json).flatMap(([path, item]) =>
      Object.entries(item as Json)
        .filter(([method]) => METHODS.includes(method))
        .map(([method, operation]) => {
          const { operationId, responses, requestBody } = operation as {
            operationId: string;
            responses: Json;
            requestBody?: Json;
          };
          const content = requestBody ? (follow(document, requestBody)['content'] as Json) : {};
          return {
            api,
            operation: operationId,
            method: method.toUpperCase(),
            path,
            statuses: Object.keys(responses),
            bodies: Object.fromEntries(Object.values(content).flatMap((media) => examplesOf(document, media as Json))),
          };
        }),
    );
  });
}

/** Every answer with an example, of every operation. */
export function documentedCases(): DocumentedCase[] {
  return documentedOperations().flatMap(({ api, operation, method, path, statuses }) => {
    const document = documentOf(api) as Json;
    const item = (document['paths'] as Json)[path] as Json;
    const { responses } = item[method.toLowerCase()] as { responses: Json };
    return statuses.flatMap((documented) => {
      const content = (follow(document, responses[documented])['content'] ?? {}) as Json;
      return Object.entries(content).flatMap(([mediaType, media]) =>
        examplesOf(document, media as Json).map(([example, value]) => ({
          ...{ api, operation, method, path, documented, mediaType, example, value },
        })),
      );
    });
  });
}
