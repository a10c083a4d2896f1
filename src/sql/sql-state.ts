import type { GateStore } from '../runtime/state/gate-store.ts';
import { type Inbox, LEASE, type LeaseOptions } from '../webhooks/inbox/inbox.ts';
import { sqlGate } from './gate.ts';
import { sqlInbox } from './inbox.ts';
import type { SqlQuery } from './query.ts';

/** A `State` in a database. */
export interface SqlState {
  /** The rate gate. */
  readonly gate: GateStore;
  /** Events that were handled. */
  readonly inbox: Inbox;
}

/**
 * Creates a state that all processes with the same database share: PostgreSQL, MySQL, MariaDB or SQLite. Create its tables
 * once, with `createTables(sql)` or from `SQL_SCHEMA`.
 *
 * @param sql A tagged query function of postgres.js or Neon, or `pgQuery(pool)`, `mysqlQuery(pool)`, `sqliteQuery(db)`.
 * @example
 * const sql = postgres(process.env.DATABASE_URL);
 * await createTables(sql);
 * const checkout = createCheckout({ state: sqlState(sql) });
 */
export function sqlState(sql: SqlQuery, options: LeaseOptions = {}): SqlState {
  const { lease = LEASE, now = Date.now } = options;
  return { gate: sqlGate(sql), inbox: sqlInbox(sql, { lease, now }) };
}
