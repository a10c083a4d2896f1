import { createHash } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { type ChargeWork, pgBossHandler } from 'paysera-client/billing';
import { createTables, pgQuery, sqlState } from 'paysera-client/sql';
import { fromPglite, PgBoss } from 'pg-boss';
import type { ChargeData, ChargeQueue } from './billing.ts';

/**
 * The state of the client and the queue, both in PostgreSQL: here PGlite, which runs in this process. With a server, give
 * `pgQuery` a pool of `pg` and `PgBoss` its URL.
 */
export async function inPostgres(folder: string) {
  const database = await PGlite.create(folder);
  const sql = pgQuery(database);
  await createTables(sql);
  const boss = await new PgBoss({ db: fromPglite(database), backend: 'pglite', schedule: false }).start();
  await boss.createQueue('charges', { retryLimit: 5, expireInSeconds: 180 });
  return {
    state: sqlState(sql),
    async start(work: ChargeWork<ChargeData>): Promise<ChargeQueue> {
      const options = {
        perJobResults: true,
        batchSize: 10,
        burstWhenBatchFull: true,
        pollingIntervalSeconds: 0.5,
      } as const;
      await boss.work<ChargeData>('charges', options, pgBossHandler(boss, work));
      return {
        add: async (charges) =>
          void (await boss.insert(
            'charges',
            charges.map((data) => ({ id: idOf(data), data })),
          )),
        close: () => boss.stop(),
      };
    },
    close: () => database.close(),
  };
}

/** A job of pg-boss has a UUID: the same one whenever the same charge is added. */
function idOf({ id, day }: ChargeData): string {
  const hex = createHash('sha256').update(`${id} ${day}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
}
