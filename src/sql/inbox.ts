import { requestOf, setAsideEvent } from '../webhooks/inbox/delivery.ts';
import type { EventClaim, Inbox } from '../webhooks/inbox/inbox.ts';
import { changes, run, type SqlQuery } from './query.ts';
import { WORDS } from './words.ts';

/** @param lease Milliseconds that a claim lasts, by the clock of the database, which all processes share. */
export function sqlInbox(sql: SqlQuery, lease: number): Inbox {
  const { dialect = 'postgresql' } = sql;
  const { now, int } = WORDS[dialect];
  const ends = `${now} + ${int(':lease')}`;
  // A single statement claims a new event or one whose lease has expired, so two claims cannot both succeed.
  const insert = `INSERT INTO paysera_inbox (event_key, owner, lease_until, tries) VALUES (:key, :owner, ${ends}, 1)`;
  const isFree = (table: string) =>
    `${table}done_at IS NULL AND ${table}lease_until <= ${now} AND (${table}aside_at IS NULL OR ${table}tries = 0)`;
  const claim =
    dialect === 'mysql'
      ? `${insert} ON DUPLICATE KEY UPDATE owner = IF(${isFree('')}, :owner, owner),
         tries = IF(owner = :owner, tries + 1, tries), lease_until = IF(owner = :owner, ${ends}, lease_until)`
      : `${insert} ON CONFLICT (event_key) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until,
         tries = paysera_inbox.tries + 1 WHERE ${isFree('paysera_inbox.')}`;
  const done = `INSERT INTO paysera_inbox (event_key, owner, lease_until, tries, done_at) VALUES (:key, :owner, ${now}, 1, ${now})
    ${dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE' : 'ON CONFLICT (event_key) DO UPDATE SET'}
    done_at = ${now}, aside_at = NULL, delivery = NULL`;
  const mine = 'WHERE event_key = :key AND owner = :owner AND done_at IS NULL';
  return {
    lease,
    async claim(key, owner) {
      await run(sql, claim, { key, owner, lease });
      const select = `SELECT owner, tries, done_at, aside_at, CASE WHEN lease_until > ${now} THEN 1 ELSE 0 END AS held
        FROM paysera_inbox WHERE event_key = :key`;
      const [row] = await run(sql, select, { key });
      if (row && row['done_at'] !== null) return 'seen';
      const isHeld = Number(row?.['held']) === 1;
      if (isHeld && row?.['owner'] === owner) return Number(row['tries']);
      return isHeld || row?.['aside_at'] === null ? 'busy' : 'set-aside';
    },
    async renew(key, owner) {
      return (await changes(sql, `UPDATE paysera_inbox SET lease_until = ${ends} ${mine}`, { key, owner, lease })) > 0;
    },
    async done(key, owner) {
      await run(sql, done, { key, owner });
    },
    async release(key, owner) {
      await run(sql, `UPDATE paysera_inbox SET lease_until = ${now} ${mine}`, { key, owner });
    },
    async setAside(key, owner, delivery) {
      await run(sql, `UPDATE paysera_inbox SET aside_at = ${now}, delivery = :delivery ${mine}`, {
        key,
        owner,
        delivery,
      });
    },
    async listSetAside() {
      const select =
        'SELECT event_key, aside_at, delivery FROM paysera_inbox WHERE aside_at IS NOT NULL ORDER BY aside_at';
      return (await run(sql, select)).map((row) =>
        setAsideEvent(String(row['event_key']), Number(row['aside_at']), String(row['delivery'])),
      );
    },
    async retry(key) {
      const where = 'WHERE event_key = :key AND aside_at IS NOT NULL';
      await run(sql, `UPDATE paysera_inbox SET tries = 0 ${where}`, { key });
      const [row] = await run(sql, `SELECT delivery FROM paysera_inbox ${where}`, { key });
      return row && requestOf(String(row['delivery']));
    },
  };
}

/**
 * Marks an event as handled in a transaction of yours, so that it is handled and your own changes are made, or neither:
 * also when the process dies, or was paused for so long that another one has the event by now. Only there, since the
 * effect on anything but this database is not taken back. Not safe to
 * retry: a second call throws.
 *
 * @param sql The query function of the transaction: `tx` of postgres.js, or `pgQuery(client)`, `mysqlQuery(connection)`.
 * @param claim What a handler of `createWebhookHandler` is given as its third argument.
 * @throws {Error} when another process has the event: let it end your transaction.
 * @example
 * on: {
 *   order: ({ order }, request, claim) =>
 *     sql.begin(async (tx) => {
 *       await markHandled(tx, claim);
 *       await tx`UPDATE orders SET status = ${order.status} WHERE id = ${order.merchant_order_id}`;
 *     }),
 * }
 */
export async function markHandled(sql: SqlQuery, { key, owner }: EventClaim): Promise<void> {
  const { now } = WORDS[sql.dialect ?? 'postgresql'];
  const mark = `UPDATE paysera_inbox SET done_at = ${now} WHERE event_key = :key AND owner = :owner AND done_at IS NULL`;
  if ((await changes(sql, mark, { key, owner })) > 0) return;
  throw new Error('markHandled: another process has the event by now. Nothing was changed.');
}
