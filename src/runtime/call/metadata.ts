import type { RateLimit } from '../../errors/api/api-error.ts';
import type { Attempt } from '../../errors/attempt.ts';
import type { ApiResponse } from '../transport/read-response.ts';

/** What is known about the response behind a result. */
export interface Metadata {
  /** The operation's id in the OpenAPI document. */
  readonly operation: string;
  /** HTTP status. */
  readonly status: number;
  /** Paysera's id of the request, to quote to their support. */
  readonly requestId?: string;
  /** The key that was sent, for operations that take one. */
  readonly idempotencyKey?: string;
  /** The rate limit, as the headers reported it. */
  readonly rateLimit?: RateLimit;
  /** Each attempt, oldest first. */
  readonly attempts: readonly Attempt[];
}

const metadataByResult = new WeakMap<object, Metadata>();

export function remember(operation: string, response: ApiResponse, idempotencyKey: string | undefined): void {
  const { data, status, attempts, requestId, rateLimit } = response;
  if (typeof data !== 'object' || data === null) return;
  metadataByResult.set(data, {
    operation,
    status,
    attempts,
    ...(requestId !== undefined && { requestId }),
    ...(rateLimit && { rateLimit }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });
}

/**
 * The status, request id, key and attempts behind a result of this client. The result itself stays
 * as Paysera sent it.
 *
 * @example metadataOf(await checkout.payments.refund(id, body))?.idempotencyKey
 */
export function metadataOf(result: object): Metadata | undefined {
  return metadataByResult.get(result);
}
