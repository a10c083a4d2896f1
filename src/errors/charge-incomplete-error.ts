import type { components } from '../../generated/recurring-billing/paths.ts';
import { isKind, kind } from './kind.ts';
import { isPayseraError, PayseraError } from './paysera-error.ts';
import type { Resolution } from './resolutions.ts';

type PaymentRequest = components['schemas']['PaymentRequest'];

/**
 * Where a charge stands, to go on from there: `charge({ resume })`. As JSON it holds the two ids and no more; read back
 * from JSON, `charge` needs the token and the body beside it.
 */
export class ChargeResume<Input = unknown> {
  /** Set once the payment request exists. */
  readonly paymentRequestId: string | undefined;
  /** The idempotency key of its creation. */
  readonly uniqueIdentifier: string;
  // Private: it holds the token and the payer.
  readonly #input: Input;
  readonly #quiescentAt: number;

  /** @param quiescentAt Milliseconds of `performance.now()` from which on nothing of this charge is under way any more. */
  constructor(uniqueIdentifier: string, paymentRequestId: string | undefined, input: Input, quiescentAt = 0) {
    this.uniqueIdentifier = uniqueIdentifier;
    this.paymentRequestId = paymentRequestId;
    this.#input = input;
    this.#quiescentAt = quiescentAt;
  }

  /**
   * What the charge was called with; undefined for a plain object that was JSON once.
   *
   * @internal
   */
  static inputOf<Input>(resume: object | undefined): Input | undefined {
    return resume && #input in resume ? (resume.#input as unknown as Input) : undefined;
  }

  /**
   * When the charge will have come to rest; undefined for a plain object, of which nothing is known.
   *
   * @internal
   */
  static quiescentAtOf(resume: object): number | undefined {
    return #quiescentAt in resume ? resume.#quiescentAt : undefined;
  }
}

/**
 * `recurring.charge` stopped on the way. Do not charge anew: call `charge({ resume: error.resume })`, which reads where
 * it stands and goes on from there. `cause` is what went wrong.
 */
export class ChargeIncompleteError extends PayseraError {
  /** Where the charge stands: give it to `charge`. */
  readonly resume: ChargeResume;
  /** `'not-charged'`: no money moved. `'unknown'`: it may have; `resolve()` and resuming find out. */
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
      `The charge stopped on the way, and ${outcome === 'unknown' ? 'money may have moved' : 'no money moved'}. ` +
        'Do not charge anew: call charge({ resume: error.resume }), which goes on from where it stands. ' +
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
   * Looks whether the money was taken. Moves nothing, and may be repeated. Never rejects: what keeps it from looking is the
   * `cause` of an unknown outcome.
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
