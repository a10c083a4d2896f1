import { run, type SqlDialect, type SqlQuery } from './query.ts';

// Times are milliseconds since 1970.
const tables = (text: string): string => `CREATE TABLE IF NOT EXISTS paysera_inbox (
  event_key VARCHAR(100) PRIMARY KEY,
  owner VARCHAR(36) NOT NULL,
  lease_until BIGINT NOT NULL,
  done_at BIGINT
);
CREATE TABLE IF NOT EXISTS paysera_gate (
  name VARCHAR(200) PRIMARY KEY,
  places ${text} NOT NULL DEFAULT '',
  first_at BIGINT NOT NULL DEFAULT 0,
  closed_until BIGINT NOT NULL DEFAULT 0,
  answer BIGINT NOT NULL DEFAULT 0
);`;

/** The tables of `sqlState`, for a migration of yours. Statements end with a semicolon at the end of a line. */
export const SQL_SCHEMA: Readonly<Record<SqlDialect, string>> = {
  postgresql: /* @__PURE__ */ tables('TEXT'),
  // A text can have no default there.
  mysql: /* @__PURE__ */ tables('VARCHAR(13000) CHARACTER SET ascii'),
  sqlite: /* @__PURE__ */ tables('TEXT'),
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
