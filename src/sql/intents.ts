import { type Intent, type IntentStore, isPending } from '../runtime/recovery/intents/intents.ts';
import { changes, run, type SqlQuery } from './query.ts';
import { WORDS } from './words.ts';

/** Intents in a table. What is settled is deleted. */
export function sqlIntents(sql: SqlQuery): IntentStore {
  const { dialect = 'postgresql' } = sql;
  const { now, int } = WORDS[dialect];
  const save = `INSERT INTO paysera_intents (id, account, idempotency_key, sent_at, intent)
    VALUES (:id, :account, :key, :sent, :intent)
    ${dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE intent = VALUES(intent)' : 'ON CONFLICT (id) DO UPDATE SET intent = excluded.intent'}`;
  const claim = `UPDATE paysera_intents SET claimed_by = :owner, claimed_until = ${now} + ${int(':lease')}
    WHERE id = :id AND (claimed_by IS NULL OR claimed_by = :owner OR claimed_until <= ${now})`;
  return {
    async save(intent) {
      const { id, account, idempotencyKey: key = null, sentAt: sent } = intent;
      if (isPending(intent)) await run(sql, save, { id, account, key, sent, intent: JSON.stringify(intent) });
      else await run(sql, 'DELETE FROM paysera_intents WHERE id = :id', { id });
    },
    async pending({ account, idempotencyKey: key }) {
      const ofKey = key === undefined ? '' : 'AND idempotency_key = :key';
      const select = `SELECT intent FROM paysera_intents WHERE account = :account ${ofKey} ORDER BY sent_at`;
      const rows = await run(sql, select, { account, ...(key !== undefined && { key }) });
      return rows.map(({ intent }): Intent => JSON.parse(String(intent)));
    },
    async claim(id, owner, milliseconds) {
      const values = { id, owner, lease: Math.ceil(milliseconds) };
      return (await changes(sql, claim, values)) > 0;
    },
    async release(id, owner) {
      const statement = 'UPDATE paysera_intents SET claimed_by = NULL WHERE id = :id AND claimed_by = :owner';
      await run(sql, statement, { id, owner });
    },
  };
}
