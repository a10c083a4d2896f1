import type { Claims } from '../runtime/state/claims.ts';
import { run, type SqlQuery } from './query.ts';
import { WORDS } from './words.ts';

/** Claims by the clock of the database, which all processes share. */
export function sqlClaims(sql: SqlQuery): Claims {
  const { dialect = 'postgresql' } = sql;
  const { now, int } = WORDS[dialect];
  const insert = `INSERT INTO paysera_claims (claim_key, owner, held_until) VALUES (:key, :owner, ${now} + ${int(':lease')})`;
  return {
    async claim(key, owner, lease) {
      const values = { key, owner, lease };
      if (dialect !== 'mysql') {
        const claimed = await run(
          sql,
          `${insert} ON CONFLICT (claim_key) DO UPDATE SET owner = excluded.owner, held_until = excluded.held_until
           WHERE paysera_claims.owner = excluded.owner OR paysera_claims.held_until <= ${now} RETURNING owner`,
          values,
        );
        return claimed.length > 0;
      }
      await run(
        sql,
        `${insert} ON DUPLICATE KEY UPDATE owner = IF(held_until <= ${now}, :owner, owner),
         held_until = IF(owner = :owner, ${now} + ${int(':lease')}, held_until)`,
        values,
      );
      const [row] = await run(sql, 'SELECT owner FROM paysera_claims WHERE claim_key = :key', { key });
      return row?.['owner'] === owner;
    },
    async release(key, owner) {
      await run(sql, 'DELETE FROM paysera_claims WHERE claim_key = :key AND owner = :owner', { key, owner });
    },
  };
}
