import {
  type ChargeResume,
  type CreatedOrder,
  type CreatedPayment,
  isChargeIncompleteError,
  isOutcomeUnknownError,
  isPaymentLinkMissingError,
  isPayseraError,
  type OutcomeUnknownError,
  type Resolution,
} from '../../../src/index.ts';

/** What a caller knows of its intent, after calling `resolve()` where the error said so. */
export type Outcome<T> =
  | { readonly is: 'happened'; readonly value: T }
  | { readonly is: 'did not happen'; readonly error: Error }
  | { readonly is: 'unknown'; readonly resolution: Resolution };

/**
 * Follows a call of an operation that creates, to what its caller knows once the server is `well()`, or, where it is not,
 * after so many `asks`.
 */
export async function followed<T>(call: Promise<T>, well: () => void, lookups = 1): Promise<Outcome<T>> {
  try {
    return { is: 'happened', value: await call };
  } catch (error) {
    if (!isPayseraError(error)) throw new Error('an error that is not typed', { cause: error });
    well();
    return isOutcomeUnknownError(error) ? resolved(error, lookups) : { is: 'did not happen', error };
  }
}

async function resolved<T>(error: OutcomeUnknownError, lookups = 1): Promise<Outcome<T>> {
  const resolution = await error.resolve();
  if (resolution.outcome === 'unknown' && lookups > 1) return resolved(error, lookups - 1);
  if (resolution.outcome === 'happened') return { is: 'happened', value: resolution.value as T };
  if (resolution.outcome === 'did-not-happen') return { is: 'did not happen', error };
  return { is: 'unknown', resolution };
}

/** What a caller of `createPayment` knows: of the order, and of its link. */
export interface PaymentOutcome {
  readonly order: Outcome<{ readonly order_id: string }>;
  readonly link: Outcome<{ readonly link_id: string }> | undefined;
}

export async function followedPayment(
  call: Promise<CreatedPayment>,
  well: () => void,
  lookups = 1,
): Promise<PaymentOutcome> {
  try {
    const { order, link } = await call;
    return { order: { is: 'happened', value: order }, link: { is: 'happened', value: link } };
  } catch (error) {
    well();
    if (!isPaymentLinkMissingError(error))
      return { order: await followed<CreatedOrder>(Promise.reject(error), well, lookups), link: undefined };
    const order: PaymentOutcome['order'] = { is: 'happened', value: error.order };
    return { order, link: await followed(Promise.reject(error.cause), well, lookups) };
  }
}

/** What a caller of `charge` knows. `first` is what the error itself said. */
export async function followedCharge<T>(
  call: Promise<T>,
  well: () => void,
): Promise<Outcome<T> & { readonly first?: 'not-charged' | 'unknown'; readonly resume?: ChargeResume }> {
  try {
    return { is: 'happened', value: await call };
  } catch (error) {
    if (!isChargeIncompleteError(error)) throw new Error('not a ChargeIncompleteError', { cause: error });
    well();
    const { outcome: first, resume } = error;
    const resolution = await error.resolve();
    if (resolution.outcome === 'happened') return { is: 'happened', value: resolution.value as T, first, resume };
    if (resolution.outcome === 'unknown') return { is: 'unknown', resolution, first, resume };
    return { is: 'did not happen', error, first, resume };
  }
}
