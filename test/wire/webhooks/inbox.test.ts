import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createWebhookHandler } from '../../../src/webhooks/handler.ts';
import { type Inbox, memoryInbox } from '../../../src/webhooks/inbox/inbox.ts';
import { redisInbox } from '../../../src/webhooks/inbox/redis-inbox.ts';
import { mysqlQuery, pgQuery, SQL_INBOX_TABLE, sqlInbox, sqliteQuery } from '../../../src/webhooks/inbox/sql-inbox.ts';
import { type Postgres, startPostgres } from '../../support/postgres.ts';
import { ORDER, post, SECRET } from '../../support/webhooks/payloads.ts';
import { fakeRedis } from '../../support/webhooks/redis-fake.ts';
import { hasRedisServer, startRedis } from './redis-server.ts';

type MakeInbox = (options: { readonly lease: number; readonly now: () => number }) => Inbox | Promise<Inbox>;

/** A clock that stands still until it is told otherwise. */
function clock(): { now(): number; pass(milliseconds: number): void } {
  let at = 1_760_000_000_000;
  return {
    now: () => at,
    pass(milliseconds) {
      at += milliseconds;
    },
  };
}

/** What every inbox promises. The keys are new in each test, for the inbox may outlive it. */
function promises(make: MakeInbox): void {
  const newKey = () => `order:${crypto.randomUUID()}`;
  const setUp = async () => {
    const { now, pass } = clock();
    return { inbox: await make({ lease: 60_000, now }), pass, key: newKey() };
  };

  it('of 200 claims at once, one is first and the others are busy', async () => {
    const { inbox, key } = await setUp();
    const claims = await Promise.all(Array.from({ length: 200 }, (_, index) => inbox.claim(key, `owner-${index}`)));
    expect(claims.filter((claim) => claim === 'first')).toHaveLength(1);
    expect(claims.filter((claim) => claim === 'busy')).toHaveLength(199);
  });

  it('a completed key is seen by every owner, even after the lease', async () => {
    const { inbox, key, pass } = await setUp();
    expect(await inbox.claim(key, 'a')).toBe('first');
    await inbox.done(key, 'a');
    expect(await inbox.claim(key, 'a')).toBe('seen');
    pass(3_600_000 * 31);
    expect(await inbox.claim(key, 'b')).toBe('seen');
  });

  it('a released key can be claimed again at once', async () => {
    const { inbox, key } = await setUp();
    await inbox.claim(key, 'a');
    await inbox.release(key, 'a');
    expect(await inbox.claim(key, 'b')).toBe('first');
  });

  it('keys do not affect each other', async () => {
    const { inbox, key } = await setUp();
    const other = newKey();
    await inbox.claim(key, 'a');
    await inbox.done(key, 'a');
    expect(await inbox.claim(other, 'a')).toBe('first');
    await inbox.release(key, 'a');
    expect([await inbox.claim(key, 'b'), await inbox.claim(other, 'b')]).toEqual(['seen', 'busy']);
  });

  it('an event is handled once, however many deliveries are concurrent', async () => {
    const { inbox } = await setUp();
    const order = vi.fn(() => new Promise((resolve) => setImmediate(resolve)));
    const payload = { ...ORDER, order: { ...ORDER.order, paysera_order_id: newKey() } };
    const handler = createWebhookHandler({ secret: SECRET, on: { order }, inbox });
    const responses = await Promise.all(Array.from({ length: 200 }, () => handler(post(payload))));
    expect(order).toHaveBeenCalledTimes(1);
    for (const { status } of responses) expect([200, 503]).toContain(status);
    expect((await handler(post(payload))).status).toBe(200);
    expect(order).toHaveBeenCalledTimes(1);
  });
}

/** What those promise whose clock can be given. */
function leasePromises(make: MakeInbox): void {
  const setUp = async () => {
    const { now, pass } = clock();
    return { inbox: await make({ lease: 60_000, now }), pass, key: `lease:${crypto.randomUUID()}` };
  };

  it('a claim whose owner died expires with its lease, and then one of many claims it', async () => {
    const { inbox, key, pass } = await setUp();
    await inbox.claim(key, 'dead');
    pass(59_999);
    expect(await inbox.claim(key, 'b')).toBe('busy');
    pass(1);
    const claims = await Promise.all(Array.from({ length: 20 }, (_, index) => inbox.claim(key, `c-${index}`)));
    expect(claims.filter((claim) => claim === 'first')).toHaveLength(1);
    expect(claims.filter((claim) => claim === 'busy')).toHaveLength(19);
  });

  it('a late release does not release a newer claim', async () => {
    const { inbox, key, pass } = await setUp();
    await inbox.claim(key, 'slow');
    pass(60_000);
    expect(await inbox.claim(key, 'b')).toBe('first');
    await inbox.release(key, 'slow');
    expect(await inbox.claim(key, 'c')).toBe('busy');
  });

  it('a late success counts: the event is seen, and the failure of the second owner does not undo it', async () => {
    const { inbox, key, pass } = await setUp();
    await inbox.claim(key, 'slow');
    pass(60_000);
    await inbox.claim(key, 'b');
    await inbox.done(key, 'slow');
    await inbox.release(key, 'b');
    expect(await inbox.claim(key, 'c')).toBe('seen');
  });
}

describe('memoryInbox', () => {
  const make: MakeInbox = (options) => memoryInbox(options);
  promises(make);
  leasePromises(make);

  it('forgets the oldest event when it is full, and never one that is being handled', async () => {
    const inbox = memoryInbox({ max: 3 });
    await inbox.claim('running', 'a');
    for (const key of ['one', 'two']) {
      await inbox.claim(key, 'a');
      await inbox.done(key, 'a');
    }
    expect(await inbox.claim('three', 'a')).toBe('first');
    expect([await inbox.claim('running', 'b'), await inbox.claim('two', 'b')]).toEqual(['busy', 'seen']);
    expect(await inbox.claim('one', 'b')).toBe('first');
  });

  it('forgets an event after its ttl', async () => {
    const { now, pass } = clock();
    const inbox = memoryInbox({ ttl: 1_000, now });
    await inbox.claim('k', 'a');
    await inbox.done('k', 'a');
    pass(1_000);
    expect(await inbox.claim('k', 'b')).toBe('first');
  });

  it('stays at its maximum over 100,000 events, each at the same small cost', async () => {
    const inbox = memoryInbox({ max: 100 });
    for (let index = 0; index < 100_000; index++) {
      await inbox.claim(`k-${index}`, 'a');
      await inbox.done(`k-${index}`, 'a');
    }
    expect(await inbox.claim('k-99999', 'b')).toBe('seen');
    expect(await inbox.claim('k-99000', 'b')).toBe('first');
  });
});

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
