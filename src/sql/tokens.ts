import type { Claims } from '../runtime/state/claims.ts';
import type { SealedTokens } from '../runtime/state/sealed-tokens.ts';
import { run, type SqlQuery } from './query.ts';
import { WORDS } from './words.ts';

export function sqlTokens(sql: SqlQuery, claims: Claims): SealedTokens {
  const { dialect = 'postgresql' } = sql;
  const { now, int } = WORDS[dialect];
  const replace =
    dialect === 'mysql'
      ? 'ON DUPLICATE KEY UPDATE sealed = VALUES(sealed), forget_at = VALUES(forget_at)'
      : 'ON CONFLICT (token_key) DO UPDATE SET sealed = excluded.sealed, forget_at = excluded.forget_at';
  return {
    ...claims,
    async get(key) {
      const [row] = await run(sql, 'SELECT sealed FROM paysera_tokens WHERE token_key = :key', { key });
      return row && String(row['sealed']);
    },
    async set(key, sealed, milliseconds) {
      const insert = `INSERT INTO paysera_tokens (token_key, sealed, forget_at) VALUES (:key, :sealed, ${now} + ${int(':lifetime')})`;
      await run(sql, `${insert} ${replace}`, { key, sealed, lifetime: milliseconds });
    },
  };
}
