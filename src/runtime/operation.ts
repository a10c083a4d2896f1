import type { AmountField } from '../money/minor-units.ts';

/** One row of a generated table of operations: all that the runtime knows of an endpoint. */
export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly auth: 'oauth' | 'mac' | 'none';
  /** What may be done after a failure: see `retry-policy.ts`. */
  readonly retry: RetryRule;
  /** Where the idempotency key goes. */
  readonly key?: { readonly in: 'header' | 'body'; readonly name: string };
  readonly pagination?: 'cursor' | 'after';
  /** Paysera does not document the schema in full. */
  readonly undocumented?: true;
  /** The body is form-encoded. */
  readonly form?: true;
  /** Names of the query parameters as they stand on the wire, brackets and all. */
  readonly query?: readonly string[];
  readonly amounts?: readonly (AmountField & { readonly in: 'body' | 'query' })[];
  /** Fields of the answer without which going on would do harm: always checked. */
  readonly requiredFields?: readonly string[];
  /** Other spellings of fields of the answer, by the name we read. */
  readonly alias?: Readonly<Record<string, string>>;
}

export type RetryRule = 'safe' | 'lookup' | 'key';
