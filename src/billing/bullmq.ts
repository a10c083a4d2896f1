import { type ChargeReport, type ChargeWork, chargeStep, isFinal } from './charge-work.ts';

/** What is used of a job of BullMQ. */
export interface BullmqJob<Data> {
  /** What the job was added with. */
  readonly data: Data;
  /** Replaces it. */
  updateData(data: Data): Promise<unknown>;
  /** Makes the job wait. `timestamp` is in milliseconds since 1970. */
  moveToDelayed(timestamp: number, token?: string): Promise<unknown>;
}

/**
 * A processor for a `Worker` of BullMQ. It completes the job when the charge is made or declined, delays it when it has to run
 * again, with where it stopped in its data, and fails it for good when it would fail again. Any other error, such as one of
 * your database, fails the attempt: the `attempts` and `backoff` of the job apply.
 *
 * @example
 * const worker = new Worker('charges', bullmqProcessor(run), { connection, maxStalledCount: 10 });
 */
export function bullmqProcessor<Data extends object>(
  work: ChargeWork<Data>,
): (job: BullmqJob<Data>, token?: string, signal?: AbortSignal) => Promise<ChargeReport> {
  return async (job, token, signal) => {
    try {
      const result = chargeStep(await work(job.data, signal));
      if ('report' in result) return result.report;
      if (result.resume) await job.updateData({ ...job.data, resume: result.resume });
      await job.moveToDelayed(Date.now() + result.after, token);
    } catch (error) {
      throw isFinal(error) ? named('UnrecoverableError', error) : error;
    }
    throw named('DelayedError');
  };
}

/** BullMQ tells what to do with a job by the name of the error. */
function named(name: 'DelayedError' | 'UnrecoverableError', cause?: unknown): Error {
  const error = new Error(cause instanceof Error ? cause.message : 'The job runs again later.', { cause });
  error.name = name;
  return error;
}
