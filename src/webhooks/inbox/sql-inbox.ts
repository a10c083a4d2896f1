import { type Inbox, LEASE, type LeaseOptions } from './inbox.ts';

/** A tagged-template query function, as in postgres.js and Neon: values are bound as parameters, and rows are returned. */
export type SqlQuery = (
  strings: TemplateStringsArray,
  ...values: (string | number)[]
) => PromiseLike<Iterable<Readonly<Record<string, unknown>>>> | Iterable<Readonly<Record<string, unknown>>>;

/** Creates the table of `sqlInbox`: one statement for PostgreSQL, SQLite and MySQL. Times are milliseconds since 1970. */
export const SQL_INBOX_TABLE = `CREATE TABLE IF NOT EXISTS paysera_inbox (
  event_key VARCHAR(100) PRIMARY KEY,
  owner VARCHAR(36) NOT NULL,
  lease_until BIGINT NOT NULL,
  done_at BIGINT
)`;

/** Options of `sqlInbox`. */
export interface SqlInboxOptions extends LeaseOptions {
  /** Default: PostgreSQL and SQLite, which share their statements. */
  readonly dialect?: 'mysql' | undefined;
}

/**
 * Creates an inbox in your database, shared by all servers. Create its table once with `SQL_INBOX_TABLE`.
 *
 * @example
 * const inbox = sqlInbox(postgres(process.env.DATABASE_URL));  // or sqliteQuery(db), pgQuery(pool), mysqlQuery(pool)
 */
export function sqlInbox(sql: SqlQuery, options: SqlInboxOptions = {}): Inbox {
  const { lease = LEASE, now = Date.now, dialect } = options;
  return {
    async claim(key, owner) {
      const at = now();
      // A single statement claims a new event or one whose lease has expired, so two claims cannot both succeed.
      await (dialect === 'mysql'
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

/**
 * A query function over `node:sqlite`, which calls `prepare` and `all`.
 *
 * @example const inbox = sqlInbox(sqliteQuery(new DatabaseSync('shop.db')));
 */
export function sqliteQuery(db: {
  prepare(text: string): { all(...values: (string | number)[]): Iterable<Record<string, unknown>> };
}): SqlQuery {
  return (strings, ...values) => db.prepare(strings.join('?')).all(...values);
}

/**
 * A query function over a pool or client of `pg`, which calls `query` and returns its `rows`.
 *
 * @example const inbox = sqlInbox(pgQuery(new pg.Pool()));
 */
export function pgQuery(pool: {
  query(text: string, values: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}): SqlQuery {
  return async (strings, ...values) =>
    (
      await pool.query(
        strings.reduce((text, part, index) => `${text}$${index}${part}`),
        values,
      )
    ).rows;
}

/**
 * A query function over a pool or connection of `mysql2/promise`, which calls `query`.
 *
 * @example const inbox = sqlInbox(mysqlQuery(mysql.createPool(url)), { dialect: 'mysql' });
 */
export function mysqlQuery(pool: {
  query(text: string, values: unknown[]): Promise<readonly [unknown, ...unknown[]]>;
}): SqlQuery {
  return async (strings, ...values) => {
    const [rows] = await pool.query(strings.join('?'), values);
    return Array.isArray(rows) ? rows : [];
  };
}
