import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import mysql from 'mysql2/promise';
import pg from 'pg';
import postgres from 'postgres';
import { createClient } from 'redis';
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
  forgetIntents(): Promise<void>;
  state(options?: Pick<RedisStateOptions, 'lease'> & { readonly now?: () => number }): RedisState | SqlState;
  close(): Promise<void>;
}

/** Connects as an application would. */
export async function connect({ client, url, prefix }: Store): Promise<Connection> {
  if (client === 'ioredis') {
    const redis = new Redis(url);
    return over(redis, prefix, async () => void (await redis.quit()));
  }
  if (client === 'node-redis') {
    const redis = createClient(url.startsWith('/') ? { socket: { path: url, tls: false } } : { url });
    await redis.connect();
    return over(redis, prefix, async () => redis.destroy());
  }
  const { sql, close } = queryOf(client, url);
  await createTables(sql);
  return {
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

function queryOf(client: Store['client'], url: string): { sql: SqlQuery; close(): Promise<void> } {
  const [host = '', username = ''] = url.split(' ');
  if (client === 'postgres.js') {
    const sql = postgres({ host, username, database: 'postgres', max: 4, onnotice: () => {} });
    return { sql, close: () => sql.end() };
  }
  if (client === 'pg') {
    const pool = new pg.Pool({ host, user: username, database: 'postgres', max: 4 });
    return { sql: pgQuery(pool), close: () => pool.end() };
  }
  if (client === 'mysql2') {
    const pool = mysql.createPool({ uri: url, connectionLimit: 4 });
    return { sql: mysqlQuery(pool), close: () => pool.end() };
  }
  const db = new DatabaseSync(url);
  return { sql: sqliteQuery(db), close: async () => db.close() };
}
