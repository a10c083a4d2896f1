import type { Inbox } from '../webhooks/inbox/inbox.ts';
import type { SqlQuery } from './query.ts';

/** @param lease Milliseconds that a claim lasts. */
export function sqlInbox(sql: SqlQuery, { lease, now }: { readonly lease: number; readonly now: () => number }): Inbox {
  return {
    async claim(key, owner) {
      const at = now();
      // A single statement claims a new event or one whose lease has expired, so two claims cannot both succeed.
      await (sql.dialect === 'mysql'
        ? sql`INSERT INTO paysera_inbox (event_key, owner, lease_until) VALUES (${key}, ${owner}, ${at + lease}) ON DUPLICATE KEY UPDATE owner = IF(done_at IS NULL AND lease_until <= ${at}, ${owner}, owner), lease_until = IF(owner = ${owner}, ${at + lease}, lease_until)`
        : sql`INSERT INTO paysera_inbox (event_key, owner, lease_until) VALUES (${key}, ${owner}, ${at + lease}) ON CONFLICT (event_key) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until WHERE paysera_inbox.done_at IS NULL AND paysera_inbox.lease_until <= ${at}`);
      const [row] = await sql`SELECT owner, done_at FROM paysera_inbox WHERE event_key = ${key}`;
      if (row && row['done_at'] !== null) return 'seen';
      return row?.['owner'] === owner ? 'first' : 'busy';
    },
    async done(key) {
      await sql`UPDATE paysera_inbox SET done_at = ${now()} WHERE event_key = ${key}`;
    },
    async release(key, owner) {
      await sql`DELETE FROM paysera_inbox WHERE event_key = ${key} AND owner = ${owner} AND done_at IS NULL`;
    },
  };
}
