import { bullmqProcessor, type ChargeReport, type ChargeWork, pgBossHandler } from '../../../src/billing/index.ts';
import type { State } from '../../../src/index.ts';
import { redisState } from '../../../src/redis/index.ts';
import { createTables, pgQuery, sqlState } from '../../../src/sql/index.ts';

export interface ChargeData {
  readonly id: string;
}

/** What is due. */
export const subscriptions = (count: number): ChargeData[] =>
  Array.from({ length: count }, (_, index) => ({ id: `SUB-${index}-2026-02` }));

/** Where an engine is, so that a process of its own can connect as well. */
export interface Place {
  readonly engine: 'bullmq' | 'pg-boss';
  /** The URL of Redis; the host, the user and the database of PostgreSQL. */
  readonly url: string;
  /** Of this run alone. */
  readonly prefix: string;
  /** Milliseconds after which the job of a dead worker is given to another. */
  readonly patience: number;
  /** Charges that a worker makes at once. */
  readonly atOnce: number;
}

export interface Engine {
  readonly state: State;
  add(charges: readonly ChargeData[]): Promise<void>;
  /** Makes charges until the process ends. */
  work(run: ChargeWork<ChargeData>): Promise<unknown>;
  /** Jobs that are waiting or being run. */
  open(): Promise<number>;
  /** What the engine kept of its finished jobs, by their status. */
  reports(): Promise<{ readonly completed: readonly ChargeReport[]; readonly failed: readonly string[] }>;
  close(): Promise<void>;
}

/**
 * Only its own libraries are loaded: a run starts many workers.
 *
 * @param supervises Whether it watches for workers that died.
 */
export function connectEngine(place: Place, supervises: boolean): Promise<Engine> {
  return place.engine === 'bullmq' ? bullmq(place) : pgBoss(place, supervises);
}

async function bullmq({ url, prefix, patience, atOnce }: Place): Promise<Engine> {
  const [{ Queue, Worker }, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  const queue = new Queue<ChargeData, ChargeReport>('charges', { connection, prefix });
  const many = 20_000;
  return {
    state: redisState(connection, { prefix: `${prefix}:state:` }),
    add: async (charges) =>
      void (await queue.addBulk(charges.map((data) => ({ name: 'charge', data, opts: { jobId: data.id } })))),
    work: async (run) =>
      new Worker<ChargeData, ChargeReport>('charges', bullmqProcessor(run), {
        ...{ connection, prefix, concurrency: atOnce, maxStalledCount: 1_000 },
        ...{ lockDuration: patience, stalledInterval: patience / 2 },
      }),
    open: () => queue.getJobCountByTypes('wait', 'active', 'delayed'),
    async reports() {
      const [completed, failed] = await Promise.all([queue.getCompleted(0, many), queue.getFailed(0, many)]);
      return {
        completed: completed.map(({ returnvalue }) => returnvalue),
        failed: failed.map(({ failedReason }) => String(failedReason)),
      };
    },
    async close() {
      await queue.obliterate({ force: true });
      const keys = await connection.keys(`${prefix}*`);
      if (keys.length > 0) await connection.del(keys);
      await queue.close();
      connection.disconnect();
    },
  };
}

async function pgBoss({ url, prefix, patience, atOnce }: Place, supervises: boolean): Promise<Engine> {
  const [{ default: pg }, { PgBoss }] = await Promise.all([import('pg'), import('pg-boss')]);
  const [host = '', user = '', database = ''] = url.split(' ');
  const pool = new pg.Pool({ host, user, database, max: 10 });
  const sql = pgQuery(pool);
  const every = { superviseIntervalSeconds: 1, monitorIntervalSeconds: 1 };
  const boss = new PgBoss({
    ...{ host, user, database, schedule: false, supervise: supervises, ...every },
    ...(!supervises && { migrate: false, createSchema: false }),
  });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  if (supervises) {
    await createTables(sql);
    await boss.createQueue(prefix, { retryLimit: 1_000, expireInSeconds: patience / 1000, deleteAfterSeconds: 0 });
  }
  const all = () => boss.findJobs<ChargeData>(prefix);
  return {
    state: sqlState(sql),
    add: async (charges) => {
      const jobs = charges.map((data) => ({ data }));
      for (let at = 0; at < jobs.length; at += 1_000) await boss.insert(prefix, jobs.slice(at, at + 1_000));
    },
    work: (run) => {
      const options = {
        ...{ perJobResults: true, batchSize: atOnce / 2, localConcurrency: 2 },
        ...{ burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 },
      } as const;
      return boss.work<ChargeData>(prefix, options, pgBossHandler(boss, run));
    },
    async open() {
      const { rows } = await pool.query(
        "SELECT count(*) AS open FROM pgboss.job WHERE name = $1 AND state NOT IN ('completed', 'failed')",
        [prefix],
      );
      return Number(rows[0]?.open);
    },
    async reports() {
      const jobs = await all();
      const outputs = (state: string) => jobs.filter((job) => job.state === state).map(({ output }) => output);
      return {
        completed: outputs('completed').filter((output): output is ChargeReport => !('after' in output)),
        failed: outputs('failed').map((output) => JSON.stringify(output)),
      };
    },
    async close() {
      await boss.stop({ graceful: false });
      await pool.end();
    },
  };
}
