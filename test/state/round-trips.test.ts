import { Redis } from 'ioredis';
import { afterAll, describe, expect, test } from 'vitest';
import { createCheckout, type State } from '../../src/index.ts';
import { redisState } from '../../src/redis/index.ts';
import { sendTo } from '../../src/redis/send.ts';
import { type SqlQuery, sqlState } from '../../src/sql/index.ts';
import { onEachDatabase } from '../support/state/each-store.ts';
import { redisServer } from '../support/state/servers.ts';

const CALLS = 5;

/** How many round trips to the store a call takes, once the client has its token. */
async function roundTrips(state: State, made: () => number) {
  const fetch: typeof globalThis.fetch = async (url) =>
    Response.json(
      String(url).endsWith('/token') ? { access_token: 't', expires_in: 3600 } : { order_id: 'o', status: 'new' },
    );
  const { orders } = createCheckout({ clientId: 'c', clientSecret: 's', state, fetch, validation: 'off' });
  await orders.get('o');
  const each = async (call: () => Promise<unknown>) => {
    const before = made();
    for (let left = CALLS; left > 0; left--) await call();
    return (made() - before) / CALLS;
  };
  const purchase = { reference: 'A-1', amount: 1000, currency: 'EUR' };
  return { get: await each(() => orders.get('o')), create: await each(() => orders.create({ purchase })) };
}

// A creation is recorded before it is sent, and settled after it.
const EXPECTED = { get: 1, create: 3 };

const redis = await redisServer();
if (redis) {
  describe('with a state in Redis', () => {
    const client = new Redis(redis.url);
    const prefix = `paysera-test:${crypto.randomUUID()}:`;
    afterAll(async () => {
      const keys = await client.keys(`${prefix}*`);
      if (keys.length > 0) await client.del(keys);
      await client.quit();
      await redis.stop();
    });

    function counted() {
      const send = sendTo(client);
      let sent = 0;
      const counting = (command: readonly string[]) => {
        sent++;
        return send(command);
      };
      return { state: redisState(counting, { prefix }), sent: () => sent };
    }

    test('a call takes one round trip, and one that creates something two more', async () => {
      const { state, sent } = counted();
      expect(await roundTrips(state, sent)).toEqual(EXPECTED);
    });

    test('a call without intents takes one round trip, whatever it does', async () => {
      const { state, sent } = counted();
      expect(await roundTrips({ ...state, intents: undefined }, sent)).toEqual({ get: 1, create: 1 });
    });
  });
}

describe('with a state in SQL', () => {
  onEachDatabase((connection) => {
    test('a call takes one statement, and one that creates something two more', async () => {
      const { sql } = connection();
      if (!sql) throw new Error('No database.');
      let made = 0;
      const counting: SqlQuery = Object.assign((...query: Parameters<SqlQuery>) => {
        made++;
        return sql(...query);
      }, sql.dialect && { dialect: sql.dialect });
      expect(await roundTrips(sqlState(counting), () => made)).toEqual(EXPECTED);
    });
  });
});
