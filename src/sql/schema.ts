import { run, type SqlDialect, type SqlQuery } from './query.ts';

// Times are milliseconds since 1970.
const tables = (text: string, end: string, index: string): string => `CREATE TABLE IF NOT EXISTS paysera_inbox (
  event_key VARCHAR(100) PRIMARY KEY,
  owner VARCHAR(36) NOT NULL,
  lease_until BIGINT NOT NULL,
  done_at BIGINT
)${end};
CREATE TABLE IF NOT EXISTS paysera_gate (
  name VARCHAR(200) PRIMARY KEY,
  places ${text} NOT NULL DEFAULT '',
  first_at BIGINT NOT NULL DEFAULT 0,
  closed_until BIGINT NOT NULL DEFAULT 0,
  answer BIGINT NOT NULL DEFAULT 0
)${end};
CREATE TABLE IF NOT EXISTS paysera_tokens (
  token_key VARCHAR(100) PRIMARY KEY,
  sealed TEXT NOT NULL,
  forget_at BIGINT NOT NULL
)${end};
CREATE TABLE IF NOT EXISTS paysera_claims (
  claim_key VARCHAR(200) PRIMARY KEY,
  owner VARCHAR(36) NOT NULL,
  held_until BIGINT NOT NULL
)${end};
CREATE TABLE IF NOT EXISTS paysera_intents (
  id VARCHAR(36) PRIMARY KEY,
  account VARCHAR(100) NOT NULL,
  idempotency_key VARCHAR(500),
  sent_at BIGINT NOT NULL,
  intent TEXT NOT NULL,
  claimed_by VARCHAR(36),
  claimed_until BIGINT NOT NULL DEFAULT 0${index}`;
const INDEX = `
);
CREATE INDEX IF NOT EXISTS paysera_intents_open ON paysera_intents (account, idempotency_key);`;
const STANDARD = /* @__PURE__ */ tables('TEXT', '', INDEX);
// In MySQL, a TEXT column cannot have a default, and strings are compared without regard to case by default.
const EXACT = ' CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
const MYSQL = /* @__PURE__ */ tables(
  'VARCHAR(13000) CHARACTER SET ascii',
  EXACT,
  `,
  INDEX paysera_intents_open (account, idempotency_key)
)${EXACT};`,
);

/** The tables of `sqlState`, for a migration of yours. Statements end with a semicolon at the end of a line. */
export const SQL_SCHEMA: Readonly<Record<SqlDialect, string>> = {
  postgresql: STANDARD,
  mysql: MYSQL,
  sqlite: STANDARD,
};

/**
 * Creates the tables of `sqlState` that are not there yet. Call it when your application starts, or run `SQL_SCHEMA` in a
 * migration. Safe to retry.
 *
 * @throws whatever the database throws.
 * @example await createTables(sql);
 */
export async function createTables(sql: SqlQuery): Promise<void> {
  for (const statement of SQL_SCHEMA[sql.dialect ?? 'postgresql'].split(/;(?:\n|$)/)) {
    if (statement !== '') await run(sql, statement);
  }
}
