import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Connection, connect, type Store } from './connect.ts';
import { mysqlServer, postgresServer, redisServer, type Server } from './servers.ts';

const folder = await mkdtemp(join(tmpdir(), 'paysera-state-'));
const [redis, mysql, postgres] = await Promise.all([redisServer(), mysqlServer(), postgresServer()]);
const prefix = `paysera-test:${crypto.randomUUID()}:`;

/** Every client library over every server that is here. */
const stores: readonly Store[] = [
  ...of(redis, 'ioredis', 'node-redis'),
  ...of(postgres, 'postgres.js', 'pg'),
  ...of(mysql, 'mysql2'),
  { client: 'node:sqlite', url: join(folder, 'state.sqlite'), prefix },
];

function of(server: Server | undefined, ...clients: Store['client'][]): Store[] {
  return server ? clients.map((client) => ({ client, url: server.url, prefix })) : [];
}

afterAll(stop);

/** Runs the tests on each store. */
export function onEachStore(tests: (connection: () => Connection, store: Store) => void): void {
  onEach(stores, tests);
}

/** Runs the tests on each SQL database. */
export function onEachDatabase(tests: (connection: () => Connection, store: Store) => void): void {
  onEach(
    stores.filter(({ client }) => !client.includes('redis')),
    tests,
  );
}

function onEach(chosen: readonly Store[], tests: Parameters<typeof onEachStore>[0]): void {
  describe.each(chosen)('through $client', (store) => {
    let connection: Connection;
    beforeAll(async () => {
      connection = await connect(store);
    });
    afterAll(() => connection?.close());
    tests(() => connection, store);
  });
}

async function stop(): Promise<void> {
  if (redis) {
    const client = new Redis(redis.url);
    const keys = await client.keys(`${prefix}*`);
    if (keys.length > 0) await client.del(keys);
    await client.quit();
  }
  await Promise.all([redis, mysql, postgres].map((server) => server?.stop()));
  await rm(folder, { recursive: true, force: true });
}
