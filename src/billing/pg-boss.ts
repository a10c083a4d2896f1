import { type ChargeWork, chargeStep, isFinal } from './charge-work.ts';

// Before those that have not begun: whether a charge was made is looked up among the latest payment requests first.
const AHEAD = { priority: 1 };

/** What is used of pg-boss. */
export interface PgBossSender {
  /** Adds a job, which starts no earlier than a date: the higher its `priority`, the sooner. */
  sendAfter(queue: string, data: object, options: { readonly priority: number }, date: Date): Promise<unknown>;
}

/** What is used of a job of pg-boss. */
export interface PgBossJob<Data> {
  /** The ID of the job. */
  readonly id: string;
  /** The queue. */
  readonly name: string;
  /** What the job was sent with. */
  readonly data: Data;
  /** Aborts when the job has expired. */
  readonly signal: AbortSignal;
}

/** What became of a job, as `perJobResults` expects it. */
export interface PgBossResult {
  /** The ID of the job. */
  readonly id: string;
  /** `deadletter`: it would fail again. */
  readonly status: 'completed' | 'failed' | 'deadletter';
  /** What pg-boss keeps. */
  readonly output: object;
}

/**
 * A handler for `work` of pg-boss with `perJobResults: true`. It completes the job when the charge is made or declined, sends a
 * job in its place when it has to run again, with where it stopped in its data, and moves it to the dead letter queue when it
 * would fail again. Any other error, such as one of your database, fails the job: the `retryLimit` of the queue applies.
 *
 * @example
 * await boss.work('charges', { perJobResults: true, batchSize: 10 }, pgBossHandler(boss, run));
 */
export function pgBossHandler<Data extends object>(
  boss: PgBossSender,
  work: ChargeWork<Data>,
): (jobs: readonly PgBossJob<Data>[]) => Promise<PgBossResult[]> {
  const run = async ({ id, name, data, signal }: PgBossJob<Data>): Promise<PgBossResult> => {
    try {
      const result = chargeStep(await work(data, signal));
      if ('report' in result) return { id, status: 'completed', output: result.report };
      const { after, resume } = result;
      await boss.sendAfter(name, { ...data, ...(resume && { resume }) }, AHEAD, new Date(Date.now() + after));
      return { id, status: 'completed', output: { outcome: 'again', after } };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { id, status: isFinal(error) ? 'deadletter' : 'failed', output: { message } };
    }
  };
  return (jobs) => Promise.all(jobs.map(run));
}
