import type { ChargeResume } from '../../errors/outcome/charge-incomplete-error.ts';
import type { Undefinable } from '../../wire/operation-types.ts';
import type { CreatePaymentRequest } from '../payment-requests.ts';

/** A charge of a stored token: a payment request and the token. */
export type Charge = Omit<CreatePaymentRequest, 'token_strategy'> & {
  /** `issued_token` of an earlier payment. */
  readonly token: string;
};

/** Goes on with a charge that stopped. Read back from JSON, `resume` needs the token and the body beside it. */
export type ResumeCharge = Undefinable<Partial<Charge>> & {
  /** How far it got: `error.resume`, or the same read back from JSON. */
  readonly resume: Pick<ChargeResume, 'paymentRequestId' | 'uniqueIdentifier'> &
    Partial<Pick<ChargeResume, 'settledAt'>>;
};
