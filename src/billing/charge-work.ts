import { nextStep } from '../errors/next-step.ts';
import { isPayseraError } from '../errors/paysera-error.ts';
import type { ChargeResult, StoppedCharge } from './charge-result.ts';

/**
 * What a job does: loads the charge that is due, runs it, records the result, and returns it. Returns `undefined` if nothing is
 * due any more. It may run twice, so record results in a way that can be repeated.
 *
 * @param data The data of the job. After an unknown outcome, it also has the `resume` to pass on with the charge.
 * @param signal Aborts when the queue cancels the job.
 */
export type ChargeWork<Data extends object> = (
  data: Data & { readonly resume?: StoppedCharge },
  signal: AbortSignal | undefined,
) => Promise<ChargeResult | undefined>;

/** What a queue keeps of a finished job. It holds neither a token nor data of the payer. */
export interface ChargeReport {
  /** What became of the charge. */
  readonly outcome: 'charged' | 'declined' | 'nothing-due';
  /** The key of the charge. */
  readonly key?: string;
  /** The captured payment request. */
  readonly paymentRequestId?: string;
  /** Why it was declined: Paysera's code. */
  readonly reason?: string;
  /** Whether another try makes sense after it was declined. */
  readonly again?: boolean;
}

/** What a job leads to, as plain JSON: a report, or another run. */
export type ChargeStep =
  | {
      /** The job is finished. */
      readonly report: ChargeReport;
    }
  | {
      /** Milliseconds after which the job has to run again. */
      readonly after: number;
      /** What to pass on to that run. */
      readonly resume?: StoppedCharge;
    };

/**
 * What a job leads to, for a queue or a workflow engine that has no adapter here.
 *
 * @param result What the job returned; `undefined` if nothing was due.
 * @example
 * const step = chargeStep(await charge(due));
 * if ('after' in step) await sleep(step.after);
 */
export function chargeStep(result: ChargeResult | undefined): ChargeStep {
  if (!result) return { report: { outcome: 'nothing-due' } };
  const { outcome, key } = result;
  if (outcome === 'charged') return { report: { outcome, key, paymentRequestId: result.paymentRequest.id } };
  if (outcome === 'declined') return { report: { outcome, key, reason: result.reason, again: result.again } };
  return { after: result.after, ...(outcome === 'unknown' && { resume: result.resume }) };
}

/** Whether the same job would fail again, however often it runs. */
export function isFinal(error: unknown): boolean {
  return isPayseraError(error) && nextStep(error).do !== 'retry';
}
