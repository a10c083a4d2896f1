import { Redis } from 'ioredis';
import mysql from 'mysql2/promise';
import postgres from 'postgres';
import { type RedisState, redisState } from '../../../src/redis/index.ts';
import { mysqlQuery, type SqlState, sqlState } from '../../../src/sql/index.ts';
import type { Mortal } from '../../support/state/mortal.ts';

/** A state in a server that dies and hangs. Connects again whenever it has to. */
export function stateIn({ client, url }: Pick<Mortal, 'client' | 'url'>, lease: number): RedisState | SqlState {
  if (client === 'ioredis') {
    const redis = new Redis(url, { maxRetriesPerRequest: 1, retryStrategy: () => 50 });
    redis.on('error', () => {});
    return redisState(redis, { lease });
  }
  if (client === 'mysql2') return sqlState(mysqlQuery(mysql.createPool({ uri: url, connectionLimit: 4 })), { lease });
  const [host = '', username = '', database = ''] = url.split(' ');
  const connection = { host, username, database, max: 4, connect_timeout: 5, backoff: () => 0.05 };
  return sqlState(postgres({ ...connection, onnotice: () => {} }), { lease });
}
