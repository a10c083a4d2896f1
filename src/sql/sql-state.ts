import type { IntentStore } from '../runtime/recovery/intents/intents.ts';
import type { Claims } from '../runtime/state/claims.ts';
import type { GateStore } from '../runtime/state/gate-store.ts';
import type { SealedTokens } from '../runtime/state/sealed-tokens.ts';
import { type Inbox, LEASE, type LeaseOptions } from '../webhooks/inbox/inbox.ts';
import { sqlClaims } from './claims.ts';
import { sqlGate } from './gate.ts';
import { sqlInbox } from './inbox.ts';
import { sqlIntents } from './intents.ts';
import type { SqlQuery } from './query.ts';
import { sqlTokens } from './tokens.ts';

/** A `State` in a database. */
export interface SqlState {
  /** Access tokens. */
  readonly tokens: SealedTokens;
  /** The rate gate. */
  readonly gate: GateStore;
  /** Requests that were sent and not confirmed. */
  readonly intents: IntentStore;
  /** Events that were handled. */
  readonly inbox: Inbox;
  /** Which client is at work on which key. */
  readonly claims: Claims;
}

/**
 * Creates a state that all processes with the same database share: PostgreSQL, MySQL, MariaDB or SQLite. Create its tables
 * once, with `createTables(sql)` or from `SQL_SCHEMA`.
 *
 * With an option that does not exist, every use of it rejects with a `ConfigurationError` before the database is asked.
 *
 * @param sql A tagged query function of postgres.js or Neon, or `pgQuery(pool)`, `mysqlQuery(pool)`, `sqliteQuery(db)`.
 * @example
 * const sql = postgres(process.env.DATABASE_URL);
 * await createTables(sql);
 * const checkout = createCheckout({ state: sqlState(sql) });
 */
export function sqlState(sql: SqlQuery, options: LeaseOptions = {}): SqlState {
  const { lease = LEASE, ...unknown } = options;
  // The refusal is loaded when there is something to refuse.
  const refuse: SqlQuery = async () => (await import('./refuse-options.ts')).refuseOptions(options);
  const query = Object.keys(unknown).length > 0 ? refuse : sql;
  const claims = sqlClaims(query);
  return {
    tokens: sqlTokens(query, claims),
    gate: sqlGate(query),
    intents: sqlIntents(query),
    inbox: sqlInbox(query, lease),
    claims,
  };
}
