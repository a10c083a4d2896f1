import type { ChargeStart } from './charge-start.ts';
import { isLostLook } from './step-errors.ts';

// Milliseconds for which what was seen stands.
const A_MOMENT = 1_000;

/** What is known of the money of a charge, and until when that may change. Times are milliseconds of `performance.now()`. */
export class Knowledge {
  /** What is known about the money if the charge stops here. */
  outcome: 'not-charged' | 'unknown' = 'not-charged';
  /** After this nothing of the charge can be in flight. Infinity when that is not known. */
  quiescentAt = 0;
  /** Until then no further step that moves money is made, since one may be in flight. */
  busyUntil = 0;
  /** Until then only this run can have authorized its payment request, which it created. */
  #ownUntil = 0;
  /** When its state was last requested. */
  #seenAt = 0;
  /** Whether other processes are kept from its key. */
  #isHeld: () => boolean = () => false;
  readonly #keyIsNew: boolean;
  readonly #gracePeriod: number;

  constructor({ keyIsNew }: Pick<ChargeStart, 'keyIsNew'>, gracePeriod: number) {
    this.#keyIsNew = keyIsNew;
    this.#gracePeriod = gracePeriod;
  }

  /** A run begins. Whatever it has not created itself, others may be at work on. */
  begins(isHeld: () => boolean): void {
    this.#isHeld = isHeld;
    this.#ownUntil = 0;
  }

  /** It continues what another run did, which is read, not supposed. */
  continues(busyUntil: number, quiescentAt: number = busyUntil): void {
    this.outcome = 'unknown';
    this.busyUntil = busyUntil;
    this.quiescentAt = Math.max(this.quiescentAt, quiescentAt);
  }

  /** A request of this charge may be in flight from now on. */
  disturb(until: number = performance.now() + this.#gracePeriod): void {
    this.busyUntil = until;
    this.quiescentAt = Math.max(this.quiescentAt, this.busyUntil);
  }

  /** Its payment request was created: nothing was paid under its key, and nothing is authorized yet. */
  created(requestedAt: number): void {
    // Another process that finds it by its key waits out the grace period before it authorizes it.
    this.#ownUntil = requestedAt + this.#gracePeriod;
    this.seen(performance.now());
    this.stopsUncharged();
  }

  seen(requestedAt: number): void {
    this.#seenAt = requestedAt;
  }

  /** What was seen before may be out of date: another process may have charged the key meanwhile. */
  unseen(): void {
    if (!this.#isAlone()) this.outcome = 'unknown';
  }

  /** A refusal after such a time, in which others may have charged the key: a step waits for its journal and for its turn. */
  isOld(refusal: unknown): boolean {
    return !isLostLook(refusal) && !this.#isAlone() && performance.now() - this.#seenAt > A_MOMENT;
  }

  /** Whether nobody else can have authorized its payment request. */
  isOwn(): boolean {
    return performance.now() < this.#ownUntil;
  }

  /** No money moved, unless a request was in flight when the state was last fetched. */
  stopsUncharged(): void {
    this.outcome = this.#seenAt >= this.quiescentAt ? 'not-charged' : 'unknown';
  }

  /** It is not known when, or whether, this comes to an end. */
  neverQuiescent(): void {
    this.outcome = 'unknown';
    this.quiescentAt = Number.POSITIVE_INFINITY;
  }

  #isAlone(): boolean {
    return (this.#keyIsNew || this.#isHeld()) && this.isOwn();
  }
}
