import type { operations } from '../../../generated/recurring-billing/paths.ts';
import type { ResultOf } from '../../wire/operation-types.ts';
import { isKind, kind } from '../kind.ts';
import { assertResolve } from '../known-options.ts';
import { isPayseraError, PayseraError } from '../paysera-error.ts';
import type { Resolution, ResolveOptions } from './resolutions.ts';

type PaymentRequest = ResultOf<operations['getPaymentRequest']>;

/**
 * How far a charge got, so that `charge({ resume })` can continue it. As JSON it contains only two IDs and a time; when it
 * is read back from JSON, pass `charge` the token and the body with it.
 */
export class ChargeResume<Input = unknown> {
  /** Set once the payment request exists. */
  readonly paymentRequestId: string | undefined;
  /** The idempotency key of its creation. */
  readonly uniqueIdentifier: string;
  /** Milliseconds since 1970: until then a request of it may be in flight. Undefined when none is. */
  readonly settledAt: number | undefined;
  // Private: it holds the token and the payer.
  readonly #input: Input;

  constructor(
    uniqueIdentifier: string,
    paymentRequestId: string | undefined,
    settledAt: number | undefined,
    input: Input,
  ) {
    this.uniqueIdentifier = uniqueIdentifier;
    this.paymentRequestId = paymentRequestId;
    this.settledAt = settledAt;
    this.#input = input;
  }

  /**
   * What the charge was called with; undefined for a plain object that was JSON once.
   *
   * @internal
   */
  static inputOf<Input>(resume: object | undefined): Input | undefined {
    return resume && #input in resume ? (resume.#input as unknown as Input) : undefined;
  }
}

/** How to find out about a charge that is incomplete. */
interface ChargeInquiry {
  resolve(options?: ResolveOptions): Promise<Resolution<PaymentRequest>>;
  cancel(options?: ResolveOptions): Promise<Resolution<PaymentRequest>>;
}

/**
 * `recurring.charge` stopped before it was complete. Do not charge with another key: call `charge({ resume: error.resume
 * })`, which looks up how far this one got and continues from there. `cause` is what went wrong.
 */
export class ChargeIncompleteError extends PayseraError {
  /** How far the charge got: pass it to `charge`. */
  readonly resume: ChargeResume;
  /** `'not-charged'`: no money moved. `'unknown'`: it may have; call `resolve()` or resume to find out. */
  readonly outcome: 'not-charged' | 'unknown';
  readonly #inquiry: ChargeInquiry;

  constructor(resume: ChargeResume, outcome: 'not-charged' | 'unknown', cause: unknown, inquiry: ChargeInquiry) {
    const inner = isPayseraError(cause) ? cause : undefined;
    super(
      'charge_incomplete',
      `The charge is incomplete, and ${outcome === 'unknown' ? 'money may have moved' : 'no money moved'}. ` +
        'Do not charge with another key: call charge({ resume: error.resume }) to continue this one. ' +
        `What went wrong: ${inner?.message ?? String(cause)}`,
      {
        operation: inner?.operation ?? 'charge',
        method: inner?.method,
        url: inner?.url,
        requestId: inner?.requestId,
        attempts: inner?.attempts,
        idempotencyKey: resume.uniqueIdentifier,
        cause,
      },
    );
    this.resume = resume;
    this.outcome = outcome;
    this.#inquiry = inquiry;
  }

  /**
   * Finds out whether the money was taken. It only reads, so it is safe to retry. When the lookup fails, the outcome is
   * `unknown` and the failure is its `cause`. While a request may still be in flight it waits, for as long as `timeout` allows.
   *
   * @throws {ConfigurationError} only when an option does not exist. Nothing was changed: call it again.
   */
  async resolve(options?: ResolveOptions): Promise<Resolution<PaymentRequest>> {
    assertResolve('resolve', options);
    return this.#inquiry.resolve(options);
  }

  /**
   * Gives the charge up: cancels its payment request, so that it can never be charged, then finds out as `resolve()` does.
   * It moves no money and is safe to retry. When Paysera refuses to cancel, that is the `cause` of an unknown outcome.
   *
   * @throws {ConfigurationError} only when an option does not exist. Nothing was changed: call it again.
   */
  async cancel(options?: ResolveOptions): Promise<Resolution<PaymentRequest>> {
    assertResolve('cancel', options);
    return this.#inquiry.cancel(options);
  }
  static {
    kind(ChargeIncompleteError.prototype, 'ChargeIncompleteError');
  }
}

/** Whether `error` is a `ChargeIncompleteError`. */
export function isChargeIncompleteError(error: unknown): error is ChargeIncompleteError {
  return isKind(error, 'ChargeIncompleteError');
}
