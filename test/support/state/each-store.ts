import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { type Connection, connect, type Store } from './connect.ts';
import { createMysqlDatabase, createPostgresDatabase } from './servers.ts';

/** Runs the tests on each store: every client library over every server that is here. */
export function onEachStore(tests: (connection: () => Connection, store: Store) => void): void {
  onEach(() => true, tests);
}

/** Runs the tests on each SQL database. */
export function onEachDatabase(tests: (connection: () => Connection, store: Store) => void): void {
  onEach(({ client }) => !client.includes('redis'), tests);
}

function onEach(isChosen: (store: Store) => boolean, tests: Parameters<typeof onEachStore>[0]): void {
  const { redis, mysql, postgres } = inject('servers');
  // Of this file alone: others run beside it.
  const id = crypto.randomUUID();
  const prefix = `paysera-test:${id}:`;
  const folder = mkdtempSync(join(tmpdir(), 'paysera-state-'));
  const postgresDatabase = createPostgresDatabase(postgres);
  const mysqlDatabase = mysql === undefined ? undefined : createMysqlDatabase(mysql);
  const of = (url: string | undefined, ...clients: Store['client'][]): Store[] =>
    url === undefined ? [] : clients.map((client) => ({ client, url, prefix }));
  const stores = [
    ...of(redis, 'ioredis', 'node-redis'),
    ...of(postgresDatabase.url, 'postgres.js', 'pg'),
    ...of(mysqlDatabase?.url, 'mysql2'),
    ...of(join(folder, 'state.sqlite'), 'node:sqlite'),
  ];
  beforeAll(() => Promise.all([postgresDatabase.created, mysqlDatabase?.created]));
  describe.each(stores.filter(isChosen))('through $client', (store) => {
    let connection: Connection;
    beforeAll(async () => {
      connection = await connect(store);
    });
    afterAll(() => connection?.close());
    tests(() => connection, store);
  });
  afterAll(async () => {
    if (redis !== undefined) await forget(redis, prefix);
    await mysqlDatabase?.drop();
    await rm(folder, { recursive: true, force: true });
  });
}

async function forget(redis: string, prefix: string): Promise<void> {
  const client = new Redis(redis);
  const keys = await client.keys(`${prefix}*`);
  if (keys.length > 0) await client.del(keys);
  await client.quit();
}
