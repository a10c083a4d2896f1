import { ConflictError, isConflictError } from '../errors/api-errors.ts';
import { isOutcomeUnknownError, type OutcomeUnknownError } from '../errors/outcome-unknown-error.ts';
import { isPayseraError } from '../errors/paysera-error.ts';
import type { Resolution } from '../errors/resolutions.ts';
import { isResponseValidationError } from '../errors/response-validation-error.ts';
import type { StepRunner } from '../runtime/call/step-runner.ts';
import type { CallOptions } from '../runtime/options.ts';
import { sleep } from '../runtime/transport/sleep.ts';
import { findByKey } from './find-by-key.ts';
import type { CreatePaymentRequest, PaymentRequest, PaymentRequests } from './payment-requests.ts';

/** A charge of a stored token: a payment request and the token. */
export type Charge = Omit<CreatePaymentRequest, 'token_strategy'> & {
  /** `issued_token` of an earlier payment. */
  readonly token: string;
};

export interface ChargeFlowInit {
  readonly requests: PaymentRequests;
  readonly input: Charge;
  readonly key: string;
  /** Milliseconds in which Paysera may still be at work on a request whose answer was lost. */
  readonly gracePeriod: number;
  /** Milliseconds of `performance.now()`: until then a step of an earlier run may be under way. */
  readonly quiescentAt: number;
  /** The payment request to go on with. */
  readonly id: string | undefined;
}

/** One charge on its way: create → authorize with the token → capture, if the answer is only `authorized`. */
export class ChargeFlow {
  readonly #requests: PaymentRequests;
  readonly #input: Charge;
  readonly #key: string;
  readonly #gracePeriod: number;
  id: string | undefined;
  /** What is known of the money, should the charge stop here. */
  outcome: 'not-charged' | 'unknown';
  /** When nothing of this charge is under way any more; Infinity when that cannot be said. */
  quiescentAt: number;
  #lost: OutcomeUnknownError | undefined;

  constructor({ requests, input, key, gracePeriod, quiescentAt, id }: ChargeFlowInit) {
    this.#requests = requests;
    this.#input = input;
    this.#key = key;
    this.#gracePeriod = gracePeriod;
    this.quiescentAt = quiescentAt;
    this.id = id;
    this.outcome = id === undefined ? 'not-charged' : 'unknown';
  }

  async run(once: StepRunner): Promise<PaymentRequest> {
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
    const canceled = request.status === 'canceled';
    this.outcome = canceled ? 'not-charged' : 'unknown';
    if (!canceled) this.quiescentAt = Number.POSITIVE_INFINITY;
    throw new ConflictError(
      canceled
        ? `Payment request ${id} is canceled and can never be charged. To charge after all, call charge anew, without \`resume\`.`
        : `Payment request ${id} is ${request.status}, neither captured nor on its way there.`,
      { status: 409, error: 'invalid_state' },
    );
  }

  /** Looks whether the money was taken. */
  async resolve(signal?: AbortSignal): Promise<Resolution<PaymentRequest>> {
    if (this.outcome === 'not-charged' && this.id === undefined) return { outcome: 'did-not-happen' };
    try {
      if (this.id === undefined) return tell(await this.#paid({ signal }));
      const request = await this.#requests.get(this.id, { signal });
      if (request.status === 'captured') return { outcome: 'happened', value: request };
      if (this.outcome === 'not-charged' || request.status === 'canceled') return { outcome: 'did-not-happen' };
      if (this.#lost) return ofStep(await this.#lost.resolve(signal), request);
      if (this.quiescentAt === Number.POSITIVE_INFINITY) return tell(request);
      await sleep(Math.max(0, this.quiescentAt - performance.now()), signal);
      return tell(await this.#requests.get(this.id, { signal }), 'new');
    } catch (cause) {
      return { outcome: 'unknown', cause };
    }
  }

  /** The same key over all rounds: an unpaid earlier request with it is cancelled, so that only one can be charged. */
  async #create(once: StepRunner): Promise<PaymentRequest> {
    const { token: _, ...body } = this.#input;
    try {
      const request = await once((left) => this.#requests.create(body, { ...left, idempotencyKey: this.#key }));
      this.id = request.id;
      return request;
    } catch (error) {
      if (!isPayseraError(error) || error.code !== 'payment_request_not_unique') throw error;
      // An earlier run has charged it, and did not live to tell.
      this.outcome = 'unknown';
      const paid = await once((left) => this.#paid(left));
      if (!paid) throw error;
      this.id = paid.id;
      return paid;
    }
  }

  async #read(once: StepRunner, id: string): Promise<PaymentRequest> {
    const request = await once((left) => this.#requests.get(id, left));
    this.#stopsUncharged();
    return request;
  }

  /** A step that moves money. When it is refused for the request's state, it may be made already: the request tells. */
  async #move(
    once: StepRunner,
    before: PaymentRequest,
    move: (left: CallOptions) => Promise<PaymentRequest>,
  ): Promise<PaymentRequest> {
    this.outcome = 'unknown';
    try {
      return await once(move);
    } catch (error) {
      const succeeded = isResponseValidationError(error);
      if (succeeded) this.quiescentAt = Number.POSITIVE_INFINITY;
      if (isOutcomeUnknownError(error)) {
        this.#lost = error;
        this.quiescentAt = performance.now() + this.#gracePeriod;
        throw error;
      }
      if (succeeded || isConflictError(error)) {
        const now = await once((left) => this.#requests.get(before.id, left));
        if (now.status !== before.status) return now;
      }
      // Whatever else ends a step ended it before it took effect.
      if (!succeeded) this.#stopsUncharged();
      throw error;
    }
  }

  /** No money moved, unless a step of an earlier run is still under way. */
  #stopsUncharged(): void {
    this.outcome = performance.now() >= this.quiescentAt ? 'not-charged' : 'unknown';
  }

  /** The request that was paid under this key, if it is for the same order and price. */
  async #paid(options: CallOptions): Promise<PaymentRequest | undefined> {
    const found = await findByKey(this.#requests.list({}, options), this.#key);
    if (found === 'none' || found === 'unsure') return undefined;
    const { order_id } = this.#input;
    return found.order_id === undefined || found.order_id === order_id ? found : undefined;
  }
}

/** @param notYet The status that says so, once nothing is under way. */
function tell(request: PaymentRequest | undefined, notYet?: string): Resolution<PaymentRequest> {
  if (request?.status === 'captured') return { outcome: 'happened', value: request };
  if (request && request.status === notYet) return { outcome: 'did-not-happen' };
  return { outcome: 'unknown', ...(request && { candidates: [request] }) };
}

/** A step that happened without a capture may still end in one. */
function ofStep(step: Resolution, before: PaymentRequest): Resolution<PaymentRequest> {
  if (step.outcome === 'did-not-happen') return step;
  return step.outcome === 'happened' ? tell(step.value as PaymentRequest) : { ...step, candidates: [before] };
}
