import type { AmountField } from '../money/minor-units.ts';

/** One row of the generated table of operations: all that the runtime knows about an endpoint. */
export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly auth: 'oauth' | 'mac' | 'none';
  /** What may be done after a failure: see `retry/retry-policy.ts`. */
  readonly retry: RetryRule;
  /** Where the idempotency key goes. */
  readonly key?: { readonly in: 'header' | 'body'; readonly name: string };
  readonly pagination?: 'cursor' | 'after';
  /** Only in the document: it has no method, and nothing is known about it beyond its schema. */
  readonly unlisted?: true;
  /** Paysera does not document the schema in full. */
  readonly undocumented?: true;
  /** The body is form-encoded. */
  readonly form?: true;
  /** Names of the query parameters on the wire, including brackets. */
  readonly query?: readonly string[];
  readonly amounts?: readonly (AmountField & { readonly in: 'body' | 'query' })[];
  /** Fields that a response must have for the caller to continue safely: always checked. */
  readonly requiredFields?: readonly string[];
  /** Alternative names of response fields, by the name in the document. */
  readonly alias?: Readonly<Record<string, string>>;
}

export type RetryRule = 'safe' | 'lookup' | 'key';
