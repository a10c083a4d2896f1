import { isApiError } from '../errors/api/api-error.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { assertKnown } from '../errors/known-options.ts';
import { nextStep } from '../errors/next-step.ts';
import { isChargeIncompleteError } from '../errors/outcome/charge-incomplete-error.ts';
import { isOutcomeUnknownError } from '../errors/outcome/outcome-unknown-error.ts';
import { isPayseraError, type PayseraError } from '../errors/paysera-error.ts';
import type { AmountInput, WithAmounts } from '../money/amount.ts';
import type { Charge } from '../recurring-billing/charge/charge-input.ts';
import type { RecurringBilling } from '../recurring-billing/recurring-billing.ts';
import type { CallOptions } from '../runtime/options.ts';
import type { ChargeResult, StoppedCharge } from './charge-result.ts';

/** A charge that is due. */
export type DueCharge = Omit<Charge, 'unique_identifier'> & {
  /** Where an earlier run stopped: the `resume` of its result, or the same read back from JSON. */
  readonly resume?: StoppedCharge | undefined;
};

/** Options of `chargeJob`. */
export interface ChargeJobOptions {
  /**
   * Returns what identifies the charge (its subscription and its month, say), the same for every run and every try. Each key
   * is charged at most once. 1 to 255 printable ASCII characters without spaces.
   */
  readonly keyOf: (due: DueCharge) => string;
  /** Milliseconds after which to run again when Paysera names no time. Default 60,000. */
  readonly pause?: number | undefined;
  /** Milliseconds since 1970: the client's own `now`, if it has one. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/**
 * Takes one due charge and returns what to do next. Safe to retry: it never charges a key twice. Options as of
 * `recurring.charge`.
 *
 * @throws {PayseraError} when the run itself is at fault, not this payer: credentials, configuration or a price that
 * Paysera understood differently. Fix it before you run the job again: `nextStep` of the error, or of its `cause`, is `fix` or
 * `inspect`.
 */
export type ChargeJob = <A extends AmountInput>(
  due: WithAmounts<DueCharge, A>,
  options?: Omit<CallOptions, 'idempotencyKey'>,
) => Promise<ChargeResult>;

/**
 * Makes charges as jobs of a queue: each call charges once per key, and returns `charged`, `declined`, `later` or `unknown`.
 * Jobs may run twice, in any process, and after a crash. Give the client a `state`, so that its processes know of each
 * other.
 *
 * @throws {ConfigurationError} when `keyOf` is missing, or an option does not exist.
 * @example
 * const charge = chargeJob(recurring, { keyOf: ({ order_id }) => order_id });
 * const result = await charge(due);
 * if (result.outcome === 'declined' && !result.again) await askForAnotherCard(due);
 */
export function chargeJob(
  recurring: Pick<RecurringBilling, 'charge' | 'paymentRequests'>,
  options: ChargeJobOptions,
): ChargeJob {
  assertKnown('chargeJob', options, ['keyOf', 'pause', 'now']);
  const { keyOf, pause = 60_000, now = Date.now } = options;
  if (typeof keyOf !== 'function') {
    throw new ConfigurationError('chargeJob: keyOf is missing; expected a function that returns the key of a charge.');
  }
  const unknown = (resume: StoppedCharge, error?: PayseraError): ChargeResult => ({
    outcome: 'unknown',
    key: resume.uniqueIdentifier,
    after: resume.settledAt === undefined ? pause : Math.max(0, resume.settledAt - now()),
    resume,
    error,
  });

  /** A refusal in an earlier run, once no other process can have charged the payment request meanwhile. */
  async function refusedBefore(resume: StoppedCharge, options: CallOptions): Promise<ChargeResult | undefined> {
    const { uniqueIdentifier: key, paymentRequestId, settledAt = 0, refused } = resume;
    if (refused === undefined || paymentRequestId === undefined) return undefined;
    if (now() < settledAt) return unknown(resume);
    try {
      const { status } = await recurring.paymentRequests.get(paymentRequestId, options);
      return status === 'new' ? declined(key, refused) : undefined;
    } catch (error) {
      // Whatever else is wrong, the charge says it better.
      return isPayseraError(error) && nextStep(error).do === 'retry'
        ? unknown({ ...resume, settledAt: undefined }, error)
        : undefined;
    }
  }

  function resultOf(error: unknown, key: string): ChargeResult {
    if (!isPayseraError(error)) throw error;
    const next = nextStep(error);
    if (isChargeIncompleteError(error)) {
      const refused = refusalIn(error.cause);
      const { paymentRequestId, uniqueIdentifier, settledAt } = error.resume;
      // Another run may have charged the key, but this one asked for nothing: the next one starts over.
      if (paymentRequestId === undefined && isPayseraError(error.cause) && !isOutcomeUnknownError(error.cause)) {
        const why = nextStep(error.cause);
        if (why.do === 'retry') return { outcome: 'later', key, after: why.after || pause, error };
        if (why.do === 'fix') throw error;
      }
      if (next.do === 'resolve') return unknown({ paymentRequestId, uniqueIdentifier, settledAt, refused }, error);
      if (refused !== undefined) return declined(key, refused);
    }
    if (next.do !== 'retry') throw error;
    return { outcome: 'later', key, after: next.after || pause, error };
  }

  return async (given, options = {}) => {
    const { resume, ...due } = given as DueCharge;
    const key = keyOf(due);
    if (typeof key !== 'string' || key === '' || (resume && resume.uniqueIdentifier !== key))
      throw wrongKey(key, resume);
    try {
      return (
        (resume && (await refusedBefore(resume, options))) ?? {
          outcome: 'charged',
          key,
          paymentRequest: await recurring.charge(
            { ...due, unique_identifier: key, ...(resume && { resume }) },
            options,
          ),
        }
      );
    } catch (error) {
      return resultOf(error, key);
    }
  };
}

// Of the run, its credentials or the client; whatever else an authorization is refused with is about the payer.
const NOT_THE_PAYER: readonly number[] = [401, 403, 404, 406, 408, 429];

/** Paysera's code, if it refused to charge the token. */
function refusalIn(cause: unknown): string | undefined {
  if (!isApiError(cause) || cause.operation !== 'authorizePaymentRequest') return undefined;
  return cause.status < 500 && !NOT_THE_PAYER.includes(cause.status) ? cause.code : undefined;
}

function declined(key: string, reason: string): ChargeResult {
  return { outcome: 'declined', key, reason, again: !REFUSED_TOKEN.includes(reason) };
}

// Of the authorization's only parameter.
const REFUSED_TOKEN: readonly string[] = ['invalid_parameters', 'invalid_request'];

function wrongKey(key: unknown, resume: StoppedCharge | undefined): ConfigurationError {
  const [expected, why] = resume
    ? [JSON.stringify(resume.uniqueIdentifier), 'the key of `resume`: a charge has one key, whichever run it is']
    : ['text', 'what identifies the charge, such as its subscription and month'];
  return new ConfigurationError(
    `chargeJob: keyOf returned ${JSON.stringify(key)}; expected ${expected}, ${why}. Nothing was sent.`,
  );
}
