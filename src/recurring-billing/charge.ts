import { ChargeIncompleteError, ChargeResume } from '../errors/charge-incomplete-error.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { ConflictError, isConflictError } from '../errors/conflict-error.ts';
import { isOutcomeUnknownError, type OutcomeUnknownError, type Resolution } from '../errors/outcome-unknown-error.ts';
import { isResponseValidationError } from '../errors/response-validation-error.ts';
import type { AmountInput, WithAmounts } from '../money/amount.ts';
import { inOneGo, type Once } from '../runtime/once.ts';
import type { CallOptions } from '../runtime/options.ts';
import type { CreatePaymentRequest, PaymentRequest, PaymentRequests } from './payment-requests.ts';

/** A charge of a stored token: a payment request and the token. */
export type Charge = Omit<CreatePaymentRequest, 'token_strategy'> & {
  /** `issued_token` of an earlier payment. */
  readonly token: string;
};

/** Goes on with a charge that stopped. Read back from JSON, `resume` needs the token and the body beside it. */
export type ResumeCharge = Partial<Charge> & {
  readonly resume: Pick<ChargeResume, 'paymentRequestId' | 'uniqueIdentifier'>;
};

/** See `RecurringBilling.charge`. */
export type ChargeMethod = <A extends AmountInput>(
  charge: WithAmounts<Charge, A> | ResumeCharge,
  options?: CallOptions,
) => Promise<PaymentRequest>;

export function createCharge(requests: PaymentRequests, timeout: number | undefined): ChargeMethod {
  return async (given, options = {}) => {
    const { resume } = given as Partial<ResumeCharge>;
    const { resume: _, ...input } = { ...ChargeResume.inputOf<Charge>(resume), ...given } as Charge & ResumeCharge;
    if (typeof input.token !== 'string' || input.token === '') {
      throw new ConfigurationError(
        'charge: token is missing; expected issued_token of an earlier payment. Nothing was sent.',
      );
    }
    const key = resume?.uniqueIdentifier ?? options.idempotencyKey ?? input.unique_identifier ?? crypto.randomUUID();
    const course = new Course(requests, input, key, resume?.paymentRequestId);
    try {
      return await inOneGo('charge', options, options.timeout ?? timeout ?? 60_000, (once) => course.run(once));
    } catch (error) {
      const state = new ChargeResume(key, course.id, input);
      throw new ChargeIncompleteError(state, course.outcome, error, (signal) => course.resolve(signal));
    }
  };
}

/** One charge on its way: create → authorize with the token → capture, if the answer is only `authorized`. */
class Course {
  readonly #requests: PaymentRequests;
  readonly #input: Charge;
  readonly #key: string;
  id: string | undefined;
  /** What is known of the money, should the charge stop here. */
  outcome: 'not-charged' | 'unknown';
  #lost: OutcomeUnknownError | undefined;

  constructor(requests: PaymentRequests, input: Charge, key: string, id: string | undefined) {
    this.#requests = requests;
    this.#input = input;
    this.#key = key;
    this.id = id;
    this.outcome = id === undefined ? 'not-charged' : 'unknown';
  }

  async run(once: Once): Promise<PaymentRequest> {
    const { token } = this.#input;
    let request = this.id === undefined ? await this.#create(once) : await this.#read(once, this.id);
    const { id } = request;
    if (request.status === 'new') {
      request = await this.#move(once, request, (left) => this.#requests.authorize(id, token, left));
    }
    if (request.status === 'authorized') {
      request = await this.#move(once, request, (left) => this.#requests.capture(id, undefined, left));
    }
    if (request.status === 'captured') return request;
    this.outcome = request.status === 'canceled' ? 'not-charged' : 'unknown';
    throw new ConflictError(`Payment request ${id} is ${request.status}, neither captured nor on its way there.`, {
      status: 409,
      error: 'invalid_state',
    });
  }

  async resolve(signal?: AbortSignal): Promise<Resolution> {
    if (this.id === undefined) return { outcome: 'did-not-happen' };
    try {
      const request = await this.#requests.get(this.id, { signal });
      if (request.status === 'captured') return { outcome: 'happened', value: request };
      if (this.outcome === 'not-charged' || request.status === 'canceled') return { outcome: 'did-not-happen' };
      const step = await this.#lost?.resolve(signal);
      // A step that happened without a capture may still end in one.
      return step?.outcome === 'did-not-happen' ? step : { outcome: 'unknown', candidates: [request] };
    } catch (cause) {
      return { outcome: 'unknown', cause };
    }
  }

  /** The same key over all rounds: an unpaid earlier request with it is cancelled, so that only one can be charged. */
  async #create(once: Once): Promise<PaymentRequest> {
    const { token: _, ...body } = this.#input;
    const request = await once((left) => this.#requests.create(body, { ...left, idempotencyKey: this.#key }));
    this.id = request.id;
    return request;
  }

  async #read(once: Once, id: string): Promise<PaymentRequest> {
    const request = await once((left) => this.#requests.get(id, left));
    this.outcome = 'not-charged';
    return request;
  }

  /** A step that moves money. When it is refused for the request's state, it may be made already: the request tells. */
  async #move(
    once: Once,
    before: PaymentRequest,
    move: (left: CallOptions) => Promise<PaymentRequest>,
  ): Promise<PaymentRequest> {
    this.outcome = 'unknown';
    try {
      return await once(move);
    } catch (error) {
      if (isConflictError(error) || isResponseValidationError(error)) {
        const now = await once((left) => this.#requests.get(before.id, left));
        if (now.status !== before.status) return now;
      }
      if (isOutcomeUnknownError(error)) this.#lost = error;
      // Whatever else ends a step ended it before it took effect.
      if (!isOutcomeUnknownError(error) && !isResponseValidationError(error)) this.outcome = 'not-charged';
      throw error;
    }
  }
}
