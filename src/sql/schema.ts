import { run, type SqlDialect, type SqlQuery } from './query.ts';

const INDEXES = {
  paysera_inbox_old: ['paysera_inbox', 'lease_until'],
  paysera_inbox_aside: ['paysera_inbox', 'aside_at'],
  paysera_intents_open: ['paysera_intents', 'account, idempotency_key'],
} as const;

// Times are milliseconds since 1970.
const tables = (
  text: { readonly places: string; readonly asked: string; readonly delivery: string },
  end: string,
  indexes: (table: string) => string,
): string => `CREATE TABLE IF NOT EXISTS paysera_inbox (
  event_key VARCHAR(100) PRIMARY KEY,
  owner VARCHAR(36) NOT NULL,
  lease_until BIGINT NOT NULL,
  tries INT NOT NULL,
  done_at BIGINT,
  aside_at BIGINT,
  delivery ${text.delivery}${indexes('paysera_inbox')}
)${end};
CREATE TABLE IF NOT EXISTS paysera_gate (
  name VARCHAR(200) PRIMARY KEY,
  places ${text.places} NOT NULL DEFAULT '',
  first_at BIGINT NOT NULL DEFAULT 0,
  closed_until BIGINT NOT NULL DEFAULT 0,
  answer BIGINT NOT NULL DEFAULT 0${text.asked}
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
  claimed_until BIGINT NOT NULL DEFAULT 0${indexes('paysera_intents')}
)${end};`;
const STANDARD = /* @__PURE__ */ [
  tables({ places: 'TEXT', asked: '', delivery: 'TEXT' }, '', () => ''),
  ...Object.entries(INDEXES).map(
    ([name, [table, columns]]) => `CREATE INDEX IF NOT EXISTS ${name} ON ${table} (${columns});`,
  ),
].join('\n');
// In MySQL, a TEXT column cannot have a default, strings are compared without regard to case by default, and an index
// cannot be created if it does not exist.
const MYSQL = /* @__PURE__ */ tables(
  {
    places: 'VARCHAR(13000) CHARACTER SET ascii',
    asked: ',\n  asked_at BIGINT NOT NULL DEFAULT 0',
    delivery: 'MEDIUMTEXT',
  },
  ' CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
  (table) =>
    Object.entries(INDEXES)
      .map(([name, [on, columns]]) => (on === table ? `,\n  INDEX ${name} (${columns})` : ''))
      .join(''),
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
