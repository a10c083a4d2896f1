import type { ChargeResume } from '../errors/outcome/charge-incomplete-error.ts';
import type { PayseraError } from '../errors/paysera-error.ts';
import type { PaymentRequest } from '../recurring-billing/payment-requests.ts';

/** Where a charge stopped. It holds no secret and can be kept as JSON, for example in the data of a job. */
export interface StoppedCharge
  extends Pick<ChargeResume, 'uniqueIdentifier'>,
    Partial<Pick<ChargeResume, 'settledAt'>> {
  /** Set once the payment request exists. */
  readonly paymentRequestId?: string | undefined;
  /** Why Paysera refused to charge the token, if it did and it is too early to say that no money moved. */
  readonly refused?: string | undefined;
}

/** What became of a due charge, and what to do next. */
export type ChargeResult =
  | {
      /** The money was taken, now or in an earlier run. */
      readonly outcome: 'charged';
      /** The key of the charge. */
      readonly key: string;
      /** The captured payment request. */
      readonly paymentRequest: PaymentRequest;
    }
  | {
      /** Paysera refused to charge the token, and no money moved. */
      readonly outcome: 'declined';
      /** The key of the charge. */
      readonly key: string;
      /** Paysera's code. It documents none for a declined card. */
      readonly reason: string;
      /** Whether another try, days later and with the same key, makes sense. If not, ask the payer for another card. */
      readonly again: boolean;
    }
  | {
      /** This run moved no money, for a reason that goes away: run the job again, no earlier than `after` milliseconds from now. */
      readonly outcome: 'later';
      /** The key of the charge. */
      readonly key: string;
      /** Milliseconds. */
      readonly after: number;
      /** What went wrong. */
      readonly error: PayseraError;
    }
  | {
      /**
       * Money may have moved. Run the job again with `resume`, no earlier than `after` milliseconds from now: it looks up what
       * happened before it charges anything. Never charge with another key, and tell nobody yet that they have to pay.
       */
      readonly outcome: 'unknown';
      /** The key of the charge. */
      readonly key: string;
      /** Milliseconds. */
      readonly after: number;
      /** Where the charge stopped: pass it to the next run. */
      readonly resume: StoppedCharge;
      /** What went wrong. */
      readonly error?: PayseraError | undefined;
    };
