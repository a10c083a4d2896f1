import { Redis } from 'ioredis';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { startPostgres } from '../postgres.ts';
import { hasRedisServer, startRedis } from './redis-server.ts';

/** A server that tests may use, and how to reach it. */
export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * The Redis of `REDIS_URL`, or the one on the standard port of this machine, or one that is started if this machine can.
 * Whoever uses it takes a prefix of its own.
 */
export async function redisServer(): Promise<Server | undefined> {
  const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 2_000 });
  client.on('error', () => {});
  const version = await client
    .connect()
    .then(() => client.info('server'))
    .then((info) => /redis_version:(\S+)/.exec(info)?.[1])
    .catch(() => undefined);
  client.disconnect();
  if (version) {
    report(`Redis ${version} at ${url}`);
    return { url, stop: async () => {} };
  }
  if (!hasRedisServer) return missing('Redis: set REDIS_URL, or install redis-server');
  report('the redis-server of this machine, started for this run');
  const { path, stop } = await startRedis();
  return { url: path, stop };
}

/** The MySQL or MariaDB of `DATABASE_URL`, or the one on the standard port of this machine; with a new database. */
export async function mysqlServer(): Promise<Server | undefined> {
  const { DATABASE_URL: given } = process.env;
  const url = new URL(given?.startsWith('mysql:') ? given : 'mysql://root@127.0.0.1:3306');
  url.pathname = '';
  const connection = await mysql.createConnection({ uri: url.href, connectTimeout: 2_000 }).catch(() => undefined);
  if (!connection) return missing('MySQL or MariaDB: set DATABASE_URL');
  const [rows] = await connection.query('SELECT version() AS version');
  report(`${Object((rows as object[])[0])['version']} at ${url.host}`);
  await connection.end();
  const database = createMysqlDatabase(url.href);
  await database.created;
  return { url: database.url, stop: database.drop };
}

/** A database of its own in a server, known before it is there. */
export interface Database {
  readonly url: string;
  readonly created: Promise<unknown>;
  drop(): Promise<void>;
}

const newName = () => `paysera_${crypto.randomUUID().replaceAll('-', '')}`;

/** @param server The URL of any of its databases. */
export function createMysqlDatabase(server: string): Database {
  const name = newName();
  const url = new URL(server);
  url.pathname = name;
  const query = async (text: string) => {
    const connection = await mysql.createConnection({ uri: new URL('/', server).href });
    await connection.query(text);
    await connection.end();
  };
  return { url: url.href, created: query(`CREATE DATABASE ${name}`), drop: () => query(`DROP DATABASE ${name}`) };
}

/** @param server The URL of `postgresServer()`. */
export function createPostgresDatabase(server: string): Database {
  const [host = '', user = ''] = server.split(' ');
  const database = newName();
  const query = async (text: string) => {
    const client = new pg.Client({ host, user, database: 'postgres' });
    await client.connect();
    await client.query(text);
    await client.end();
  };
  return {
    url: `${host} ${user} ${database}`,
    created: query(`CREATE DATABASE ${database}`),
    drop: () => query(`DROP DATABASE ${database}`),
  };
}

/** The PostgreSQL that npm carries: its host, user and database. */
export async function postgresServer(): Promise<Server> {
  const { host, user, stop } = await startPostgres();
  report('PostgreSQL from npm');
  return { url: `${host} ${user} postgres`, stop };
}

function report(server: string): void {
  console.log(`Server: ${server}.`);
}

function missing(what: string): undefined {
  console.warn(`NOT TESTED, no server is here: ${what}.`);
}
