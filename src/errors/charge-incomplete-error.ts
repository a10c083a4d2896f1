import type { components } from '../../generated/recurring-billing/paths.ts';
import { isKind, kind } from './kind.ts';
import type { Resolution, ResolveOptions } from './outcome-unknown-error.ts';
import { isPayseraError, PayseraError } from './paysera-error.ts';

type PaymentRequest = components['schemas']['PaymentRequest'];

/**
 * Where a charge stands, to go on from there: `charge({ resume })`. As JSON it holds two ids and a time; read back from
 * JSON, `charge` needs the token and the body beside it.
 */
export class ChargeResume<Input = unknown> {
  /** Set once the payment request exists. */
  readonly paymentRequestId: string | undefined;
  /** The idempotency key of its creation. */
  readonly uniqueIdentifier: string;
  /** Milliseconds since 1970: until then a step of it may be under way. Undefined when none is. */
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

/** How a charge that stopped is looked at. */
interface ChargeInquiry {
  resolve(options?: ResolveOptions): Promise<Resolution<PaymentRequest>>;
  cancel(options?: ResolveOptions): Promise<Resolution<PaymentRequest>>;
}

/**
 * `recurring.charge` stopped on the way. Do not charge with another key: call `charge({ resume: error.resume })`, which
 * reads where it stands and goes on from there. `cause` is what went wrong.
 */
export class ChargeIncompleteError extends PayseraError {
  /** Where the charge stands: give it to `charge`. */
  readonly resume: ChargeResume;
  /** `'not-charged'`: no money moved. `'unknown'`: it may have; `resolve()` and resuming find out. */
  readonly outcome: 'not-charged' | 'unknown';
  readonly #inquiry: ChargeInquiry;

  constructor(resume: ChargeResume, outcome: 'not-charged' | 'unknown', cause: unknown, inquiry: ChargeInquiry) {
    const inner = isPayseraError(cause) ? cause : undefined;
    super(
      'charge_incomplete',
      `The charge stopped on the way, and ${outcome === 'unknown' ? 'money may have moved' : 'no money moved'}. ` +
        'Do not charge with another key: call charge({ resume: error.resume }), which goes on from where it stands. ' +
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
    this.#inquiry = inquiry;
  }

  /**
   * Looks whether the money was taken. Moves nothing, and may be repeated. Never rejects: what keeps it from looking is the
   * `cause` of an unknown outcome. While a step may still be under way it waits, for as long as `timeout` lets it.
   */
  resolve(options?: ResolveOptions): Promise<Resolution<PaymentRequest>> {
    return this.#inquiry.resolve(options);
  }

  /**
   * Gives the charge up: cancels its payment request, so that it can never be charged, and looks as `resolve()` does. Moves
   * no money, and may be repeated. Never rejects: when Paysera refuses to cancel, that is the `cause` of an unknown outcome.
   */
  cancel(options?: ResolveOptions): Promise<Resolution<PaymentRequest>> {
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
