import { isNotFoundError } from '../../errors/api/api-errors.ts';
import { isConfigurationError } from '../../errors/configuration-error.ts';
import { isAmountMismatchError } from '../../errors/outcome/amount-mismatch-error.ts';
import type { CallOptions } from '../../runtime/options.ts';
import type { OpenStep } from '../../runtime/recovery/intents/open-step.ts';
import type { CreatePaymentRequest, PaymentRequest } from '../payment-requests.ts';
import { type ChargeTerms, compareTerms, mismatchOf } from './belongs.ts';
import type { Charge } from './charge-input.ts';
import type { ChargeMeans, ChargeStart } from './charge-start.ts';
import { findByKey, LIST_LAG } from './find-by-key.ts';
import { KeySteps } from './key-steps.ts';
import { Knowledge } from './knowledge.ts';
import { isOver, type Left, pause } from './left.ts';
import { onceSettled } from './once-settled.ts';
import { isLost, isLostLook, isNotUnique, isWrongState, wrongState } from './step-errors.ts';

const ROUNDS = 3;

/** A charge in progress: create → authorize with the token → capture, if it is only `authorized`. */
export class ChargeFlow {
  readonly terms: ChargeTerms;
  readonly means: ChargeMeans;
  readonly keyIsNew: boolean;
  id: string | undefined;
  readonly known: Knowledge;
  /** Its payment request can no longer be charged, and no other has its key: the key can be used for a new charge. */
  over = false;
  /** When its key was first looked up. */
  #missedAt: number | undefined;
  /** The payment request whose price is known to agree. */
  #agreed: string | undefined;
  readonly #steps = new KeySteps(() => this.means.gracePeriod);

  constructor(means: ChargeMeans, { terms, keyIsNew, id }: ChargeStart) {
    this.means = means;
    this.terms = terms;
    this.keyIsNew = keyIsNew;
    this.known = new Knowledge({ keyIsNew }, means.gracePeriod);
    this.id = id;
  }

  /**
   * @param isHeld Whether other processes are kept from its key.
   * @param extraBody Of its creation.
   */
  async run(
    { token, ...body }: Charge,
    left: Left,
    isHeld: () => boolean,
    extraBody?: CallOptions['extraBody'],
  ): Promise<PaymentRequest> {
    const { requests } = this.means;
    this.known.begins(isHeld);
    if (!this.keyIsNew) await this.#recall(left);
    let request = this.id === undefined ? await this.#create(body, left, extraBody) : await this.#read(this.id, left);
    for (;;) {
      request = await this.#checked(request, left);
      const { id, status } = request;
      if (status === 'captured') return request;
      if (status === 'new')
        request = await this.#move(request, (options) => requests.authorize(id, token, options), left);
      else if (status === 'authorized')
        request = await this.#move(request, (options) => requests.capture(id, undefined, options), left);
      else if (status === 'canceled') request = await this.#successor(id, 'is canceled', left);
      else {
        this.known.neverQuiescent();
        throw wrongState(`Payment request ${id} is ${status}, neither captured nor on its way there.`);
      }
    }
  }

  async #recall(left: Left): Promise<void> {
    try {
      await this.heedOthers(left);
    } catch (error) {
      // Another process may have charged the key, also since an earlier run of this one.
      this.known.outcome = 'unknown';
      throw error;
    }
  }

  /**
   * Continues from the journal: a step under this key that another process has sent, and may have died since. Resolves with
   * whether there is a journal.
   */
  async heedOthers(left: Left): Promise<boolean> {
    const { signal, timeout = Number.POSITIVE_INFINITY } = this.#next(left);
    const steps = await this.means.openSteps(this.terms.key, { signal, timeout });
    const move = this.#steps.moveOfOthers(steps ?? []);
    if (move) this.#continueWith(move);
    return steps !== undefined;
  }

  #continueWith({ intent, endedAt }: OpenStep): string {
    this.id ??= String(intent.facts['id']);
    this.known.continues(Math.max(this.known.busyUntil, endedAt + this.means.gracePeriod));
    return this.id;
  }

  /** The current payment request under this key, from any process. One that was just created may not be listed yet. */
  async standing(left: Left): Promise<PaymentRequest | undefined | 'unsure'> {
    const { gracePeriod } = this.means;
    const found = await this.#byKey(left);
    this.#missedAt ??= performance.now();
    const wait = this.#missedAt + Math.min(LIST_LAG, gracePeriod) - performance.now();
    if (found !== undefined || wait <= 0) return found;
    await pause(wait, left);
    return this.#byKey(left);
  }

  async #byKey(left: Left): ReturnType<typeof findByKey> {
    const requestedAt = performance.now();
    const found = await findByKey(this.means.call, this.terms, left);
    if (found === undefined) this.known.seen(requestedAt); // The whole list contains none with this key.
    return found;
  }

  /** The options of the next request. Throws when there is no time left for one. */
  #next(left: Left): CallOptions {
    try {
      return left();
    } catch (error) {
      this.known.unseen();
      throw error;
    }
  }

  /** Fetches a payment request. A response about another one leaves the outcome unknown. */
  async look(id: string, left: Left): Promise<PaymentRequest> {
    const requestedAt = performance.now();
    const request = await this.means.requests.get(id, this.#next(left)).catch((error: unknown) => {
      if (isLostLook(error)) this.known.unseen();
      throw error;
    });
    if (request.id === id) {
      this.known.seen(requestedAt);
      return request;
    }
    this.known.outcome = 'unknown';
    throw wrongState(`Payment request ${id} was requested, but ${request.id} was returned.`);
  }

  /** The same key over all rounds: an unpaid earlier request with it is cancelled, so that only one can be charged. */
  async #create(body: CreatePaymentRequest, left: Left, extraBody: CallOptions['extraBody']): Promise<PaymentRequest> {
    const { requests } = this.means;
    for (let round = 1; ; round++) {
      const requestedAt = performance.now();
      try {
        const options = { ...this.#steps.apart(left(), left), idempotencyKey: this.terms.key, extraBody };
        const created = await requests.create(body, options);
        this.id = created.id;
        this.known.created(requestedAt);
        return created;
      } catch (error) {
        const { moving } = this.#steps;
        if (moving) return this.#read(this.#continueWith(moving), left);
        if (isAmountMismatchError(error)) {
          this.id = error.paymentRequestId;
          this.known.stopsUncharged();
          throw error;
        }
        if (isNotUnique(error)) return this.#paid(error, left);
        this.#unheard(error);
        if (!isLost(error) || round === ROUNDS || isOver(left)) throw error;
      }
    }
  }

  /** An earlier run has charged the key, and ended before it could report that. One that is new is not the one it paid. */
  async #paid(refusal: unknown, left: Left): Promise<PaymentRequest> {
    this.known.outcome = 'unknown';
    const found = await this.standing(left);
    if (found === undefined || found === 'unsure' || found.status === 'new') throw refusal;
    this.known.disturb();
    this.id = found.id;
    return found;
  }

  async #read(id: string, left: Left): Promise<PaymentRequest> {
    try {
      const request = await this.look(id, left);
      this.known.stopsUncharged();
      return request;
    } catch (error) {
      if (isNotFoundError(error)) return this.#successor(id, 'cannot be found', left);
      throw error;
    }
  }

  /** The request, if it is for the same order and price. Nothing is authorized before this is known. */
  async #checked(request: PaymentRequest, left: Left): Promise<PaymentRequest> {
    const { id, status } = request;
    let said = compareTerms(this.terms, request);
    if (status === 'canceled' || (said === 'unsaid' && this.#agreed === id)) return request;
    let found = request;
    if (said === 'unsaid') {
      // One of Paysera's samples has no price in the response to a creation.
      found = await this.look(id, left);
      said = compareTerms(this.terms, found);
    }
    if (said === 'same') {
      this.#agreed = id;
      return found;
    }
    if (found.status === 'captured') this.known.neverQuiescent();
    else {
      this.known.stopsUncharged();
      this.over = true;
    }
    throw mismatchOf(this.terms, found);
  }

  /** A step that moves money. When it is rejected because of the state, it may already have happened: fetch the request. */
  async #move(
    before: PaymentRequest,
    move: (options: CallOptions) => Promise<PaymentRequest>,
    left: Left,
  ): Promise<PaymentRequest> {
    let lost: unknown;
    for (let round = 1; ; round++) {
      if (lost || performance.now() < this.known.busyUntil) {
        const now = await onceSettled(this, before, left).catch((error: unknown) => {
          throw lost ?? error;
        });
        if (now.status !== before.status) return now;
      }
      const options = this.#steps.apart(this.#next(left), left);
      this.known.outcome = 'unknown';
      try {
        return await move(options);
      } catch (error) {
        if (isLost(error)) {
          this.known.disturb();
          lost = error;
          if (round === ROUNDS) throw error;
          continue;
        }
        if (isNotFoundError(error)) return this.#successor(before.id, 'cannot be found', left);
        const isRefusedByState = isWrongState(error);
        if (isRefusedByState || this.known.isOld(error)) {
          const now = await this.look(before.id, left).catch((cause: unknown) => {
            throw isRefusedByState ? cause : error;
          });
          if (now.status !== before.status) return now;
          // Rejected because of its state, which has not changed: declined, unless a step may be in progress elsewhere.
          if (isRefusedByState && (before.status !== 'new' || !this.known.isOwn())) this.known.disturb();
        }
        if (!this.#steps.isContested) this.known.stopsUncharged();
        // It was not processed, and says nothing of what others did meanwhile.
        if (isLostLook(error)) this.known.unseen();
        throw error;
      }
    }
  }

  /** The payment request is gone. Its key may not be: another process may have created one in its place. */
  async #successor(id: string, gone: string, left: Left): Promise<PaymentRequest> {
    this.known.outcome = 'unknown';
    if (performance.now() < this.known.busyUntil) {
      await pause(this.known.busyUntil - performance.now(), left);
      // The card network may have been processing it, and may not have been stopped.
      return this.look(id, left);
    }
    const found = await this.standing(left);
    if (found === 'unsure') {
      throw wrongState(`Payment request ${id} ${gone}, and it is not known whether another one has its key.`);
    }
    if (found) {
      // The process that created it may be charging it now.
      this.id = found.id;
      this.known.disturb();
      return found;
    }
    this.over = true;
    this.known.stopsUncharged();
    throw wrongState(
      `Payment request ${id} ${gone}, and no other one has its key. To charge anyway, call charge with ` +
        `unique_identifier ${JSON.stringify(this.terms.key)} and without \`resume\`.`,
    );
  }

  /** Its creation was refused, or not heard of. Nothing of this charge moved money, but an earlier run, in any process, may have. */
  #unheard(error: unknown): void {
    if (!this.keyIsNew && !isConfigurationError(error)) this.known.outcome = 'unknown';
  }
}
