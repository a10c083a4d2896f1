import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { redisInbox } from '../../../src/webhooks/inbox/redis-inbox.ts';
import { mysqlQuery, pgQuery, SQL_INBOX_TABLE, sqlInbox, sqliteQuery } from '../../../src/webhooks/inbox/sql-inbox.ts';
import { type Postgres, startPostgres } from '../../support/postgres.ts';
import { leasePromises, type MakeInbox, promises } from '../../support/webhooks/inbox-promises.ts';
import { fakeRedis } from '../../support/webhooks/redis-fake.ts';
import { hasRedisServer, startRedis } from './redis-server.ts';

describe('sqlInbox on SQLite', () => {
  const db = new DatabaseSync(':memory:');
  db.exec(SQL_INBOX_TABLE);
  // Twice: an application makes it at each start.
  db.exec(SQL_INBOX_TABLE);
  const make: MakeInbox = (options) => sqlInbox(sqliteQuery(db), options);
  promises(make);
  leasePromises(make);
});

describe('sqlInbox on PostgreSQL', () => {
  let server: Postgres;
  let sql: postgres.Sql;
  let pool: pg.Pool;
  beforeAll(async () => {
    server = await startPostgres();
    sql = postgres({ host: server.host, username: server.user, database: 'postgres', max: 10, onnotice: () => {} });
    pool = new pg.Pool({ host: server.host, user: server.user, database: 'postgres', max: 10 });
    await sql.unsafe(SQL_INBOX_TABLE);
    await sql.unsafe(SQL_INBOX_TABLE);
    console.log((await sql`SELECT version()`)[0]?.['version']);
  }, 60_000);
  afterAll(async () => {
    await Promise.allSettled([sql?.end(), pool?.end()]);
    await server?.stop();
  });

  describe('through postgres.js', () => {
    const make: MakeInbox = (options) => sqlInbox(sql, options);
    promises(make);
    leasePromises(make);
  });

  describe('through pg', () => {
    const make: MakeInbox = (options) => sqlInbox(pgQuery(pool), options);
    promises(make);
    leasePromises(make);
  });
});

describe('sqlInbox for MySQL', () => {
  it('sends MySQL statements, with values apart from the text', async () => {
    const sent: [string, unknown[]][] = [];
    const pool = {
      async query(text: string, values: unknown[]): Promise<[unknown, unknown]> {
        sent.push([text, values]);
        return text.startsWith('SELECT') ? [[{ owner: 'me', done_at: null }], []] : [{ affectedRows: 1 }, undefined];
      },
    };
    const inbox = sqlInbox(mysqlQuery(pool), { dialect: 'mysql', lease: 1_000, now: () => 5_000 });
    expect(await inbox.claim("k'; DROP TABLE x", 'me')).toBe('first');
    expect(await inbox.claim('k', 'other')).toBe('busy');
    await inbox.done('k', 'me');
    await inbox.release('k', 'me');
    expect(sent[0]?.[0]).toMatch(
      /ON DUPLICATE KEY UPDATE owner = IF\(done_at IS NULL AND lease_until <= \?, \?, owner\)/,
    );
    expect(sent[0]?.[1]).toEqual(["k'; DROP TABLE x", 'me', 6_000, 5_000, 'me', 'me', 6_000]);
    for (const [text, values] of sent) {
      expect(text.split('?')).toHaveLength(values.length + 1);
      expect(text).not.toContain("'");
    }
  });
});

describe('redisInbox', () => {
  const made = new Map<() => number, ReturnType<typeof fakeRedis>>();
  const make: MakeInbox = ({ lease, now }) => {
    const send = made.get(now) ?? fakeRedis(now);
    made.set(now, send);
    return redisInbox(send, { lease });
  };
  promises(make);
  leasePromises(make);

  it('supports clients that reply with bytes', async () => {
    const send = fakeRedis(() => 0);
    const inbox = redisInbox(async (command) => {
      const reply = await send(command);
      return typeof reply === 'string' ? Buffer.from(reply) : reply;
    });
    await inbox.claim('k', 'a');
    expect(await inbox.claim('k', 'b')).toBe('busy');
    await inbox.done('k', 'a');
    expect(await inbox.claim('k', 'b')).toBe('seen');
  });
});

// On machines that have one; the commands above are proved on the fake either way.
if (!hasRedisServer) console.warn('This machine has no redis-server: redisInbox ran on the fake only.');
else {
  describe('redisInbox on a real Redis', () => {
    let redis: Awaited<ReturnType<typeof startRedis>>;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis?.stop());
    promises(() => redisInbox((command) => redis.send(command)));

    it('an expired lease can be claimed, and a late release does not free it', async () => {
      const inbox = redisInbox((command) => redis.send(command), { lease: 20 });
      await inbox.claim('lease', 'dead');
      await vi.waitFor(async () => expect(await inbox.claim('lease', 'b')).toBe('first'), { timeout: 5_000 });
      const long = redisInbox((command) => redis.send(command));
      await vi.waitFor(async () => expect(await long.claim('lease', 'c')).toBe('first'), { timeout: 5_000 });
      await long.release('lease', 'b');
      expect(await long.claim('lease', 'd')).toBe('busy');
    });
  });
}
