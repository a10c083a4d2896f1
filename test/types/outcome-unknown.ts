// Checked by `npm run types`, as checkout.ts beside it. Nothing here runs.
import { expectTypeOf } from 'vitest';
import type { operations as checkout } from '../../generated/checkout/operations.ts';
import type { operations as recurringBilling } from '../../generated/recurring-billing/operations.ts';
import {
  type ChargeIncompleteError,
  type CreatedOrder,
  isOutcomeUnknownError,
  type OutcomeUnknownError,
  type PaymentLink,
  type PaymentRequest,
  type Resolutions,
} from '../../src/index.ts';

declare const thrown: unknown;
declare const ship: (order: CreatedOrder) => void;

export async function theOperationTellsWhatIsFound(): Promise<void> {
  if (!isOutcomeUnknownError(thrown)) throw thrown;
  if (thrown.operation === 'createOrder') {
    const found = await thrown.resolve();
    if (found.outcome === 'happened') ship(found.value);
    if (found.outcome === 'unknown')
      expectTypeOf(found.candidates).toEqualTypeOf<readonly CreatedOrder[] | undefined>();
  }
  if (thrown.operation === 'capturePaymentRequest') {
    const found = await thrown.resolve();
    if (found.outcome === 'happened') expectTypeOf(found.value).toEqualTypeOf<PaymentRequest>();
  }
  if (thrown.operation === 'createPaymentLink') {
    const found = await thrown.resolve();
    if (found.outcome === 'happened') expectTypeOf(found.value.payment_URL).toEqualTypeOf<string>();
    if (found.outcome === 'unknown')
      expectTypeOf(found.candidates).toEqualTypeOf<readonly Partial<PaymentLink>[] | undefined>();
  }
  if (thrown.operation === 'createRefund') {
    const found = await thrown.resolve();
    // Nothing tells of a refund that was lost.
    if (found.outcome === 'happened') expectTypeOf(found.value).toEqualTypeOf<never>();
  }
  // @ts-expect-error no such operation, or one that repeats harm nothing
  if (thrown.operation === 'getOrder') throw thrown;
  const found = await thrown.resolve();
  // @ts-expect-error which operation it was has not been asked
  if (found.outcome === 'happened') ship(found.value);
}

export async function afterAGuardItIsStillTheError(): Promise<void> {
  if (!isOutcomeUnknownError(thrown)) throw thrown;
  expectTypeOf(thrown).toExtend<OutcomeUnknownError>();
  expectTypeOf(thrown.idempotencyKey).toEqualTypeOf<string | undefined>();
}

type Uncertain<Table> = {
  [Id in keyof Table]: Table[Id] extends { unlisted: true }
    ? never
    : Table[Id] extends { retry: 'lookup' | 'key' }
      ? Id
      : never;
}[keyof Table];

/** No operation of the overlays is forgotten. One that only a document has is called by its path. */
expectTypeOf<keyof Resolutions>().toEqualTypeOf<Uncertain<typeof checkout> | Uncertain<typeof recurringBilling>>();

export async function aChargeThatStoppedFindsItsPaymentRequest(error: ChargeIncompleteError): Promise<void> {
  const found = await error.resolve();
  if (found.outcome === 'happened') expectTypeOf(found.value).toEqualTypeOf<PaymentRequest>();
}
