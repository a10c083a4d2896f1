import type { RateLimit } from '../../errors/api/api-error.ts';
import type { Attempt } from '../../errors/attempt.ts';
import { isObject } from '../../wire/fields-of.ts';
import type { RequestDescription } from '../transport/describe-request.ts';
import type { ApiResponse } from '../transport/read-response.ts';
import { Given } from './given.ts';

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

/**
 * A result that knows its metadata, in a private field, which nothing can see or copy. Not in a WeakMap: V8 keeps its values
 * until the next collection of the whole heap, which made a call cost half as much again.
 */
class Described extends Given {
  readonly #read: () => Metadata;

  constructor(result: object, read: () => Metadata) {
    super(result);
    this.#read = read;
  }

  static read(result: unknown): (() => Metadata) | undefined {
    return isObject(result) && #read in result ? result.#read : undefined;
  }
}

/** Keeps what is known of a response with what was made of it. The request is described when somebody asks. */
export function remember(
  describe: () => RequestDescription & { readonly operation: string },
  response: ApiResponse,
  idempotencyKey: string | undefined,
  result: unknown = response.data,
): void {
  if (!isObject(result)) return;
  // Not the response itself, which holds the text of the body.
  const { status, headers, attempts, identity, rateLimit: rateLimitOf } = response;
  new Described(result, () => {
    const rateLimit = rateLimitOf();
    return {
      ...describe(),
      status,
      headers,
      attempts,
      ...identity(),
      ...(rateLimit && { rateLimit }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    };
  });
}

/** Gives what was made of a result the metadata of that result. */
export function passOn<T extends object>(from: object, to: T): T {
  const read = Described.read(from);
  if (read) new Described(to, read);
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
  return Described.read(result)?.();
}
