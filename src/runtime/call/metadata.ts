import type { RateLimit } from '../../errors/api/api-error.ts';
import type { Attempt } from '../../errors/attempt.ts';
import { isObject } from '../../wire/fields-of.ts';
import type { RequestDescription } from '../transport/describe-request.ts';
import type { ApiResponse } from '../transport/read-response.ts';

/** What is known about the response behind a result or an error. */
export interface Metadata extends RequestDescription {
  /** The operation's id in the OpenAPI document. */
  readonly operation: string;
  /** HTTP status. */
  readonly status: number;
  /** The headers of the response. */
  readonly headers: Headers;
  /** Paysera's id of the request, to quote to their support. */
  readonly requestId?: string;
  /** The key that was sent, for operations that take one. */
  readonly idempotencyKey?: string;
  /** The rate limit, as the headers reported it. */
  readonly rateLimit?: RateLimit;
  /** Each attempt, oldest first. */
  readonly attempts: readonly Attempt[];
}

const metadataOfResults = new WeakMap<object, () => Metadata>();

/** Keeps what is known of a response with what was made of it. */
export function remember(
  request: RequestDescription & { readonly operation: string },
  response: ApiResponse,
  idempotencyKey: string | undefined,
  result: unknown = response.data,
): void {
  if (!isObject(result)) return;
  metadataOfResults.set(result, () => {
    const { status, headers, attempts, requestId, rateLimit } = response;
    return {
      ...request,
      status,
      headers,
      attempts,
      ...(requestId !== undefined && { requestId }),
      ...(rateLimit && { rateLimit }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    };
  });
}

/** Gives what was made of a result the metadata of that result. */
export function passOn<T extends object>(from: object, to: T): T {
  const metadata = metadataOfResults.get(from);
  if (metadata) metadataOfResults.set(to, metadata);
  return to;
}

/**
 * The request, status, headers, request id, key and attempts behind a result of this client: what a method returned, a
 * page of a list, `createPayment` (its link; `metadataOf(payment.order)` is about its order), or an error. The result
 * itself stays as Paysera sent it. Undefined when no response came.
 *
 * @example metadataOf(await checkout.payments.refund(id, body))?.idempotencyKey
 */
export function metadataOf(result: object): Metadata | undefined {
  return metadataOfResults.get(result)?.();
}
