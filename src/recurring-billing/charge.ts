import { ChargeIncompleteError, ChargeResume } from '../errors/charge-incomplete-error.ts';
import { ConfigurationError, isConfigurationError } from '../errors/configuration-error.ts';
import { isInvalidAmountError } from '../errors/invalid-amount-error.ts';
import type { AmountInput, WithAmounts } from '../money/amount.ts';
import { runWithDeadline } from '../runtime/call/step-runner.ts';
import type { CallOptions } from '../runtime/options.ts';
import type { Charge } from './charge-flow.ts';
import type { PaymentRequest, PaymentRequests } from './payment-requests.ts';

/** Goes on with a charge that stopped. Read back from JSON, `resume` needs the token and the body beside it. */
export type ResumeCharge = Partial<Charge> & {
  /** Where it stands: `error.resume`, or what was JSON of it. */
  readonly resume: Pick<ChargeResume, 'paymentRequestId' | 'uniqueIdentifier'>;
};

/** See `RecurringBilling.charge`. */
export type ChargeMethod = <A extends AmountInput>(
  charge: WithAmounts<Charge, A> | ResumeCharge,
  options?: CallOptions,
) => Promise<PaymentRequest>;

export interface ChargeSettings {
  /** Milliseconds for all steps. */
  readonly timeout: number;
  /** Milliseconds in which Paysera may still be at work on a request whose answer was lost. */
  readonly gracePeriod: number;
}

export function createCharge(requests: PaymentRequests, { timeout, gracePeriod }: ChargeSettings): ChargeMethod {
  return async (input0, options = {}) => {
    const { resume } = input0 as Partial<ResumeCharge>;
    const { resume: _, ...input } = { ...ChargeResume.inputOf<Charge>(resume), ...input0 } as Charge & ResumeCharge;
    if (typeof input.token !== 'string' || input.token === '') {
      throw new ConfigurationError(
        'charge: token is missing; expected issued_token of an earlier payment. Nothing was sent.',
      );
    }
    // Loaded with the first charge: who only takes payments in person never needs it.
    const { ChargeFlow } = await import('./charge-flow.ts');
    const key = resume?.uniqueIdentifier ?? options.idempotencyKey ?? input.unique_identifier ?? crypto.randomUUID();
    // A charge that was read back from JSON may have been left a moment ago, with a step of it under way.
    const quiescentAt = resume ? (ChargeResume.quiescentAtOf(resume) ?? performance.now() + gracePeriod) : 0;
    const flow = new ChargeFlow({ requests, input, key, gracePeriod, quiescentAt, id: resume?.paymentRequestId });
    try {
      return await runWithDeadline('charge', options, options.timeout ?? timeout, (once) => flow.run(once));
    } catch (error) {
      // A mistake in the call: there is nothing to go on with.
      if (flow.id === undefined && (isInvalidAmountError(error) || isConfigurationError(error))) throw error;
      const state = new ChargeResume(key, flow.id, input, flow.quiescentAt);
      throw new ChargeIncompleteError(state, flow.outcome, error, (signal) => flow.resolve(signal));
    }
  };
}
