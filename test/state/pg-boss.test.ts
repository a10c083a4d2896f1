import { setTimeout } from 'node:timers/promises';
import { type JobWithMetadata, PgBoss } from 'pg-boss';
import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { type ChargeWork, pgBossHandler } from '../../src/billing/index.ts';
import { AuthenticationError, TimeoutError } from '../../src/index.ts';
import { CHARGED, type ChargeData, RESUME, watched } from '../support/state/queued-charge.ts';
import { createPostgresDatabase } from '../support/state/servers.ts';

describe.concurrent('a job of pg-boss', () => {
  const database = createPostgresDatabase(inject('servers').postgres);
  let boss: PgBoss;
  let queues = 0;
  beforeAll(async () => {
    await database.created;
    const [host = '', user = '', name = ''] = database.url.split(' ');
    boss = await new PgBoss({ host, user, database: name, supervise: false, schedule: false }).start();
  });
  afterAll(async () => {
    await boss?.stop({ graceful: false });
    await database.drop();
  });

  /** Sends one job and runs it, and those sent in its place, to their end. Gives what the work was called with. */
  async function ran(work: ChargeWork<ChargeData>) {
    const name = `charges-${queues++}`;
    await boss.createQueue(`${name}-dead`);
    await boss.createQueue(name, { retryLimit: 2, deadLetter: `${name}-dead` });
    const seen: object[] = [];
    const handler = pgBossHandler<ChargeData>(boss, watched(work, seen));
    await boss.work<ChargeData>(name, { perJobResults: true, batchSize: 5, pollingIntervalSeconds: 0.5 }, handler);
    await boss.send(name, { subscription: 'SUB-1' });
    const all = async (state: readonly string[]): Promise<JobWithMetadata<ChargeData>[]> => {
      const jobs = await boss.findJobs<ChargeData>(name);
      if (jobs.every((job) => state.includes(job.state))) return jobs;
      await setTimeout(50);
      return all(state);
    };
    const jobs = await all(['completed', 'failed']);
    await boss.offWork(name);
    const last = jobs.sort((a, b) => a.createdOn.getTime() - b.createdOn.getTime()).at(-1);
    const dead = await boss.findJobs<ChargeData>(`${name}-dead`);
    return { seen, jobs, last: { state: last?.state, output: last?.output }, dead: dead.map(({ data }) => data) };
  }

  test('whose charge is made is completed, and keeps neither a token nor data of the payer', async ({ expect }) => {
    const { last, seen } = await ran(async () => CHARGED);
    const output = { outcome: 'charged', key: 'SUB-1', paymentRequestId: 'request-1' };
    expect(last).toEqual({ state: 'completed', output });
    expect(seen).toEqual([{ subscription: 'SUB-1' }]);
  });

  test('whose charge is unknown is replaced by one with its resume, no earlier than it says', async ({ expect }) => {
    const { last, jobs, seen } = await ran(async ({ resume }) =>
      resume ? CHARGED : { outcome: 'unknown', key: 'SUB-1', after: 400, resume: RESUME },
    );
    expect(last).toMatchObject({ state: 'completed', output: { outcome: 'charged' } });
    expect(seen).toEqual([{ subscription: 'SUB-1' }, { subscription: 'SUB-1', resume: RESUME }]);
    // It goes before those that have not begun.
    expect(jobs).toMatchObject([{ output: { outcome: 'again', after: 400 }, priority: 0 }, { priority: 1 }]);
    const [first, second] = jobs;
    expect(Number(second?.startAfter) - Number(first?.startedOn)).toBeGreaterThanOrEqual(399);
  });

  test('that has to wait is sent again as it is', async ({ expect }) => {
    let runs = 0;
    const later = { outcome: 'later', key: 'SUB-1', after: 1, error: new TimeoutError('') } as const;
    const { seen, last } = await ran(async () => (++runs < 3 ? later : undefined));
    expect(seen).toEqual([{ subscription: 'SUB-1' }, { subscription: 'SUB-1' }, { subscription: 'SUB-1' }]);
    expect(last).toEqual({ state: 'completed', output: { outcome: 'nothing-due' } });
  });

  test('that would fail again goes to the dead letter queue; any other error counts as an attempt', async ({
    expect,
  }) => {
    const refused = new AuthenticationError('Check the credentials.', { status: 401, error: 'unauthorized' });
    const final = await ran(() => Promise.reject(refused));
    expect(final.seen).toHaveLength(1);
    expect(final.dead).toEqual([{ subscription: 'SUB-1' }]);
    expect(final.last).toMatchObject({ state: 'failed', output: { message: 'Check the credentials.' } });
    const passing = await ran(() => Promise.reject(new Error('The database is away.')));
    expect(passing.seen).toHaveLength(3);
    expect(passing.last).toMatchObject({ state: 'failed', output: { message: 'The database is away.' } });
  });
});
