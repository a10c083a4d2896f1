import { setTimeout } from 'node:timers/promises';
import { type Job, Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { bullmqProcessor, type ChargeWork } from '../../src/billing/index.ts';
import { AuthenticationError, TimeoutError } from '../../src/index.ts';
import { CHARGED, type ChargeData, RESUME, watched } from '../support/state/queued-charge.ts';

const { redis: server } = inject('servers');
const prefix = `paysera-test-${crypto.randomUUID()}`;

describe.skipIf(!server)('a job of BullMQ', () => {
  let connection: Redis;
  let queue: Queue<ChargeData>;
  let events: QueueEvents;
  beforeAll(() => {
    connection = new Redis(server ?? '', { maxRetriesPerRequest: null });
    queue = new Queue('charges', { connection, prefix });
    events = new QueueEvents('charges', { connection: connection.duplicate(), prefix });
  });
  afterAll(async () => {
    await queue.obliterate({ force: true });
    await Promise.all([queue.close(), events.close()]);
    connection.disconnect();
  });

  /** Runs one job to its end. Gives what the work was called with, and what became of the job. */
  async function ran(work: ChargeWork<ChargeData>, attempts = 3) {
    const seen: object[] = [];
    const job = await queue.add('charge', { subscription: 'SUB-1' }, { attempts });
    const worker = new Worker<ChargeData>('charges', bullmqProcessor(watched(work, seen)), {
      ...{ connection: connection.duplicate(), prefix, drainDelay: 1 },
    });
    const end = await job.waitUntilFinished(events).catch((error: Error) => error.message);
    await worker.close();
    return { seen, end, job: (await queue.getJob(job.id ?? '')) as Job<ChargeData> };
  }

  test('whose charge is made is completed, and keeps neither a token nor data of the payer', async () => {
    const { end, seen } = await ran(async () => CHARGED);
    expect(end).toEqual({ outcome: 'charged', key: 'SUB-1', paymentRequestId: 'request-1' });
    expect(seen).toEqual([{ subscription: 'SUB-1' }]);
  });

  test('whose charge is declined is completed: when to try again is for the shop to say', async () => {
    const declined = { outcome: 'declined', key: 'SUB-1', reason: 'invalid_state', again: true } as const;
    const { end, seen } = await ran(async () => declined);
    expect([end, seen.length]).toEqual([declined, 1]);
  });

  test('that is not due any more is completed', async () => {
    expect((await ran(async () => undefined)).end).toEqual({ outcome: 'nothing-due' });
  });

  test('whose charge is unknown runs again with its resume, no earlier than it says', async () => {
    const times: number[] = [];
    const { end, seen, job } = await ran(async ({ resume }) => {
      times.push(Date.now());
      return resume ? CHARGED : { outcome: 'unknown', key: 'SUB-1', after: 200, resume: RESUME };
    });
    expect(end).toMatchObject({ outcome: 'charged' });
    expect(seen).toEqual([{ subscription: 'SUB-1' }, { subscription: 'SUB-1', resume: RESUME }]);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(200);
    expect(job.attemptsMade, 'waiting is no failure').toBe(1);
  });

  test('that has to wait runs again, more often than its attempts allow it to fail', async () => {
    let runs = 0;
    const later = { outcome: 'later', key: 'SUB-1', after: 10, error: new TimeoutError('') } as const;
    const { end } = await ran(async () => (++runs < 4 ? later : CHARGED), 1);
    expect([end, runs]).toEqual([expect.objectContaining({ outcome: 'charged' }), 4]);
  });

  test('that would fail again fails for good; any other error counts as an attempt', async () => {
    const refused = new AuthenticationError('Check the credentials.', { status: 401, error: 'unauthorized' });
    const final = await ran(() => Promise.reject(refused));
    expect([final.end, final.seen.length]).toEqual(['Check the credentials.', 1]);
    expect(await final.job.getState()).toBe('failed');
    const passing = await ran(async () => {
      await setTimeout(1);
      throw new Error('The database is away.');
    });
    expect([passing.end, passing.seen.length]).toEqual(['The database is away.', 3]);
  });
});
