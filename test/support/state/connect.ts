import { type RedisClient, type RedisState, type RedisStateOptions, redisState } from '../../../src/redis/index.ts';
import { sendTo } from '../../../src/redis/send.ts';
import {
  createTables,
  mysqlQuery,
  pgQuery,
  type SqlQuery,
  type SqlState,
  sqliteQuery,
  sqlState,
} from '../../../src/sql/index.ts';

/** A client library and what it is connected to, so that a process of its own can connect as well. */
export interface Store {
  readonly client: 'ioredis' | 'node-redis' | 'postgres.js' | 'pg' | 'mysql2' | 'node:sqlite';
  readonly url: string;
  /** Of Redis: of this run alone. */
  readonly prefix: string;
}

export interface Connection {
  /** The query function of an SQL database. */
  readonly sql?: SqlQuery;
  /** Runs some work in a transaction of an SQL database, on a connection of its own. */
  transaction?(work: (tx: SqlQuery) => Promise<void>): Promise<void>;
  forgetIntents(): Promise<void>;
  state(options?: Pick<RedisStateOptions, 'lease'>): RedisState | SqlState;
  close(): Promise<void>;
}

/** Connects as an application would. Only its own library is loaded: tests start many processes that each connect to one store. */
export async function connect({ client, url, prefix }: Store): Promise<Connection> {
  if (client === 'ioredis') {
    const { Redis } = await import('ioredis');
    const redis = new Redis(url);
    return over(redis, prefix, async () => void (await redis.quit()));
  }
  if (client === 'node-redis') {
    const { createClient } = await import('redis');
    const redis = createClient(url.startsWith('/') ? { socket: { path: url, tls: false } } : { url });
    await redis.connect();
    return over(redis, prefix, async () => redis.destroy());
  }
  const { sql, transaction, close } = await queryOf(client, url);
  await createTables(sql);
  return {
    sql,
    transaction,
    state: (options) => sqlState(sql, options),
    forgetIntents: async () => void (await sql`DELETE FROM paysera_intents`),
    close,
  };
}

function over(redis: RedisClient, prefix: string, close: () => Promise<void>): Connection {
  const send = sendTo(redis);
  return {
    state: (options) => redisState(redis, { prefix, ...options }),
    async forgetIntents() {
      const keys = Array.from(Object(await send(['KEYS', `${prefix}intent*`])), String);
      if (keys.length > 0) await send(['DEL', ...keys]);
    },
    close,
  };
}

type Database = Required<Pick<Connection, 'sql' | 'transaction' | 'close'>>;

async function queryOf(client: Store['client'], url: string): Promise<Database> {
  const [host = '', username = '', database = ''] = url.split(' ');
  if (client === 'postgres.js') {
    const { default: postgres } = await import('postgres');
    const sql = postgres({ host, username, database, max: 4, onnotice: () => {} });
    return { sql, transaction: (work) => sql.begin(async (tx) => work(tx)), close: () => sql.end() };
  }
  if (client === 'pg') {
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({ host, user: username, database, max: 4 });
    const transaction: Database['transaction'] = async (work) => {
      const client = await pool.connect();
      await within(pgQuery(client), 'BEGIN', work).finally(() => client.release());
    };
    return { sql: pgQuery(pool), transaction, close: () => pool.end() };
  }
  if (client === 'mysql2') {
    const { default: mysql } = await import('mysql2/promise');
    const pool = mysql.createPool({ uri: url, connectionLimit: 4 });
    const transaction: Database['transaction'] = async (work) => {
      const connection = await pool.getConnection();
      await within(mysqlQuery(connection), 'BEGIN', work).finally(() => connection.release());
    };
    return { sql: mysqlQuery(pool), transaction, close: () => pool.end() };
  }
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(url);
  const transaction: Database['transaction'] = async (work) => {
    const own = new DatabaseSync(url);
    await within(sqliteQuery(own), 'BEGIN IMMEDIATE', work).finally(() => own.close());
  };
  return { sql: sqliteQuery(db), transaction, close: async () => db.close() };
}

async function within(tx: SqlQuery, begin: string, work: (tx: SqlQuery) => Promise<void>): Promise<void> {
  const run = (text: string) => tx(Object.assign([text], { raw: [text] }));
  await run(begin);
  try {
    await work(tx);
    await run('COMMIT');
  } catch (error) {
    await run('ROLLBACK');
    throw error;
  }
}
