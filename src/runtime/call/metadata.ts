import type { RateLimit } from '../../errors/api-error.ts';
import type { Attempt } from '../../errors/attempt.ts';

/** What is known of the answer behind a result. */
export interface Metadata {
  /** The operation's id in the OpenAPI document. */
  readonly operation: string;
  /** HTTP status. */
  readonly status: number;
  /** Paysera's id of the request, to quote to their support. */
  readonly requestId?: string;
  /** The key that went with it, for operations that take one. */
  readonly idempotencyKey?: string;
  /** What the headers said of the allowance. */
  readonly rateLimit?: RateLimit;
  /** Each try, oldest first. */
  readonly attempts: readonly Attempt[];
}

const metadataByResult = new WeakMap<object, Metadata>();

export function remember(result: unknown, metadata: () => Metadata): void {
  if (typeof result === 'object' && result !== null) metadataByResult.set(result, metadata());
}

/**
 * The status, request id, key and attempts behind a result of this client. The result itself stays as Paysera sent it.
 *
 * @example metadataOf(await checkout.payments.refund(id, body))?.idempotencyKey
 */
export function metadataOf(result: object): Metadata | undefined {
  return metadataByResult.get(result);
}
