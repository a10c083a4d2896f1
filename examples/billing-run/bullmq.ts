import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { bullmqProcessor, type ChargeWork } from 'paysera-client/billing';
import { redisState } from 'paysera-client/redis';
import type { ChargeData, ChargeQueue } from './billing.ts';

/** The state of the client and the queue, both in Redis. */
export function inRedis(url: string, prefix: string) {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  const options = { connection, prefix };
  return {
    state: redisState(connection, { prefix: `${prefix}:state:` }),
    async start(work: ChargeWork<ChargeData>): Promise<ChargeQueue> {
      const queue = new Queue<ChargeData>('charges', options);
      const worker = new Worker<ChargeData>('charges', bullmqProcessor(work), {
        ...options,
        concurrency: 10,
        maxStalledCount: 10,
      });
      return {
        add: async (charges) =>
          void (await queue.addBulk(
            charges.map((data) => ({ name: 'charge', data, opts: { jobId: `${data.id}-${data.day}`, attempts: 5 } })),
          )),
        close: async () => void (await Promise.all([worker.close(), queue.close()])),
      };
    },
    close: async () => void (await connection.quit()),
  };
}
