import type { components } from '../../generated/recurring-billing/paths.ts';
import { isKind, kind } from './kind.ts';
import { isPayseraError, PayseraError } from './paysera-error.ts';
import type { Resolution } from './resolutions.ts';

type PaymentRequest = components['schemas']['PaymentRequest'];

/**
 * How far a charge got, so that `charge({ resume })` can continue it. As JSON it contains only the two ids; when it is
 * read back from JSON, pass `charge` the token and the body with it.
 */
export class ChargeResume<Input = unknown> {
  /** Set once the payment request exists. */
  readonly paymentRequestId: string | undefined;
  /** The idempotency key of its creation. */
  readonly uniqueIdentifier: string;
  // Private: it holds the token and the payer.
  readonly #input: Input;
  readonly #quiescentAt: number;

  /**
   * @param quiescentAt Milliseconds of `performance.now()` after which no request of this charge can still be in
   * flight.
   */
  constructor(uniqueIdentifier: string, paymentRequestId: string | undefined, input: Input, quiescentAt = 0) {
    this.uniqueIdentifier = uniqueIdentifier;
    this.paymentRequestId = paymentRequestId;
    this.#input = input;
    this.#quiescentAt = quiescentAt;
  }

  /**
   * The input of the charge; undefined for a plain object read from JSON.
   *
   * @internal
   */
  static inputOf<Input>(resume: object | undefined): Input | undefined {
    return resume && #input in resume ? (resume.#input as unknown as Input) : undefined;
  }

  /**
   * When no request of the charge can still be in flight; undefined for a plain object, which does not know.
   *
   * @internal
   */
  static quiescentAtOf(resume: object): number | undefined {
    return #quiescentAt in resume ? resume.#quiescentAt : undefined;
  }
}

/**
 * `recurring.charge` stopped before it was complete. Do not start a new charge: call `charge({ resume: error.resume
 * })`, which looks up how far this one got and continues from there. `cause` is what went wrong.
 */
export class ChargeIncompleteError extends PayseraError {
  /** How far the charge got: pass it to `charge`. */
  readonly resume: ChargeResume;
  /** `'not-charged'`: no money moved. `'unknown'`: it may have; call `resolve()` or resume to find out. */
  readonly outcome: 'not-charged' | 'unknown';
  readonly #resolve: (signal?: AbortSignal) => Promise<Resolution<PaymentRequest>>;

  constructor(
    resume: ChargeResume,
    outcome: 'not-charged' | 'unknown',
    cause: unknown,
    resolve: (signal?: AbortSignal) => Promise<Resolution<PaymentRequest>>,
  ) {
    const inner = isPayseraError(cause) ? cause : undefined;
    super(
      'charge_incomplete',
      `The charge is incomplete, and ${outcome === 'unknown' ? 'money may have moved' : 'no money moved'}. ` +
        'Do not start a new charge: call charge({ resume: error.resume }) to continue this one. ' +
        `What went wrong: ${inner?.message ?? String(cause)}`,
      {
        operation: inner?.operation ?? 'charge',
        requestId: inner?.requestId,
        attempts: inner?.attempts,
        idempotencyKey: resume.uniqueIdentifier,
        cause,
      },
    );
    this.resume = resume;
    this.outcome = outcome;
    this.#resolve = resolve;
  }

  /**
   * Finds out whether the money was taken. It only reads, so it is safe to retry. Never rejects: when the lookup fails,
   * the outcome is `unknown` and the failure is its `cause`.
   */
  resolve(signal?: AbortSignal): Promise<Resolution<PaymentRequest>> {
    return this.#resolve(signal);
  }
  static {
    kind(ChargeIncompleteError.prototype, 'ChargeIncompleteError');
  }
}

/** Whether `error` is a `ChargeIncompleteError`. */
export function isChargeIncompleteError(error: unknown): error is ChargeIncompleteError {
  return isKind(error, 'ChargeIncompleteError');
}
