import type { operations } from '../../../generated/recurring-billing/paths.ts';
import type { Call } from '../../runtime/call/wire-types.ts';
import type { Journal } from '../../runtime/recovery/journal.ts';
import type { PaymentRequests } from '../payment-requests.ts';
import type { ChargeTerms } from './belongs.ts';

/** What a charge needs from its client. */
export interface ChargeMeans {
  readonly requests: PaymentRequests;
  readonly call: Call<operations>;
  readonly openSteps: Journal<operations>['openSteps'];
  /** Milliseconds since 1970 on this machine's clock. */
  readonly now: () => number;
  /** Milliseconds in which Paysera may still be at work on a request whose response was lost. */
  readonly gracePeriod: number;
}

/** Where a charge begins. */
export interface ChargeStart {
  readonly terms: ChargeTerms;
  /** The key was generated for this charge, so nothing else can have used it. */
  readonly keyIsNew: boolean;
  /** The payment request to continue with. */
  readonly id?: string | undefined;
}
