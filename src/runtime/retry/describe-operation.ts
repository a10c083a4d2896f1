import { operations as checkout } from '../../../generated/checkout/operations.ts';
import { operations as recurringBilling } from '../../../generated/recurring-billing/operations.ts';
import type { Operation } from '../operation.ts';
import { decideRetry, type Failure } from './retry-policy.ts';

/** The id of an operation of either API. */
export type OperationId = keyof typeof checkout | keyof typeof recurringBilling;

/** What a client does when a call of an operation fails. */
export interface OperationDescription {
  /** The operation's id in the OpenAPI document. */
  readonly id: OperationId;
  /** HTTP method. */
  readonly method: string;
  /** Path on the wire, its parameters in braces. */
  readonly path: string;
  /** `safe`: retried. `key`: retried with the same key. `lookup`: not retried blindly; looked up first. */
  readonly retry: Operation['retry'];
  /** Where the idempotency key goes, for operations that take one. */
  readonly idempotencyKey?: string;
  /** Every way an attempt can fail, and what follows. */
  readonly failures: readonly {
    /** What happened, in words. */
    readonly failure: string;
    /** An error other than `OutcomeUnknownError` means that it did not happen; with `safe`, that it can simply be called again. */
    readonly then: 'retried' | 'error' | 'OutcomeUnknownError';
    /** The reason, in words. */
    readonly why: string;
  }[];
}

/** Every way an attempt can fail, in words. */
const FAILURES: readonly (readonly [string, Failure])[] = [
  ['no connection (DNS, refused, TLS)', { kind: 'not-sent' }],
  ['429 too many requests', { kind: 'status', status: 429 }],
  ['401, and the credentials can be refreshed', { kind: 'status', status: 401, credentialsRefreshed: true }],
  ['another 4xx', { kind: 'status', status: 400 }],
  ['408 or 5xx', { kind: 'status', status: 503 }],
  ['the connection breaks, or the response is incomplete or not JSON', { kind: 'no-response' }],
  ['the deadline passes or the caller aborts after sending', { kind: 'ended', sent: true }],
  ['the deadline passes or the caller aborts before sending', { kind: 'ended', sent: false }],
];

/**
 * What happens when a call fails, as the retry policy itself decides it.
 *
 * @example describeOperation('createOrder').failures.forEach(({ failure, then }) => console.log(failure, then));
 */
export function describeOperation(id: OperationId): OperationDescription {
  const operation: Operation = { ...checkout, ...recurringBilling }[id];
  return {
    id,
    method: operation.method,
    path: operation.path,
    retry: operation.retry,
    ...(operation.key && { idempotencyKey: `${operation.key.in} ${operation.key.name}` }),
    failures: FAILURES.map(([failure, kind]) => {
      const situation = {
        operation,
        failure: kind,
        attempt: 1,
        remaining: Number.POSITIVE_INFINITY,
        mayHaveBeenProcessed: false,
      };
      const decision = decideRetry(situation, {}, 0);
      const then = 'wait' in decision ? 'retried' : decision.stop === 'unknown' ? 'OutcomeUnknownError' : 'error';
      return { failure, then, why: decision.why };
    }),
  };
}
