import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createCheckout, isOutcomeUnknownError } from '../../src/index.ts';
import { redisState } from '../../src/redis/index.ts';
import { hasRedisServer, startReplicatedRedis } from '../support/state/redis-server.ts';

const PURCHASE = { reference: 'A-1', amount: 1000, currency: 'EUR' };
const SLOW = { timeout: 600_000 };

if (!hasRedisServer) console.warn('NOT TESTED, no server is here: a Redis that fails over to its replica.');
else {
  describe('a client whose Redis fails over to its replica', () => {
    let redis: Awaited<ReturnType<typeof startReplicatedRedis>>;
    beforeEach(async () => {
      redis = await startReplicatedRedis();
    });
    afterEach(() => redis?.stop());

    /** A shop whose creations are never answered, and which finds no order. */
    async function shop() {
      let tokens = 0;
      const server = createServer(async (request, response) => {
        for await (const _ of request);
        if (request.method === 'POST' && request.url?.endsWith('/orders')) return void response.destroy();
        const isToken = request.url?.endsWith('/token') === true;
        if (isToken) tokens++;
        const body = isToken ? { access_token: `t${tokens}`, expires_in: 3600 } : { items: [], has_more: false };
        response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const client = new Redis(redis.path, { retryStrategy: () => 50, maxRetriesPerRequest: null });
      client.on('error', () => {});
      onTestFinished(() => {
        client.disconnect();
        server.closeAllConnections();
        server.close();
      });
      const start = () =>
        createCheckout({
          ...{ clientId: 'c', clientSecret: 's', timeout: 15_000, validation: 'off', retry: { gracePeriod: 200 } },
          baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          state: redisState(client),
        });
      const lost = async (checkout = start()) => {
        const error = await checkout.orders
          .create({ purchase: PURCHASE }, { timeout: 1_000 })
          .catch((thrown: unknown) => thrown);
        if (!isOutcomeUnknownError(error)) throw new Error('an answer came', { cause: error });
        return error;
      };
      return { start, lost, tokens: () => tokens };
    }

    test('goes on with the token and the intents that have reached it', SLOW, async () => {
      const { start, lost, tokens } = await shop();
      await lost();
      await redis.cutOff();
      await redis.failOver();
      const resolved = async () => (await start().intents.resolve()).map(({ resolution }) => resolution.outcome);
      await expect.poll(resolved, SLOW).toEqual(['did-not-happen']);
      expect(await start().intents.pending()).toEqual([]);
      expect(tokens()).toBe(1);
    });

    test(
      'says of a call whose intent was lost with it that the outcome is unknown, never that it did not happen',
      SLOW,
      async () => {
        const { start, lost } = await shop();
        const checkout = start();
        await checkout.orders.list();
        await redis.cutOff();
        const error = await lost(checkout);
        expect(await checkout.intents.pending()).toHaveLength(1);
        await redis.failOver();
        expect(await error.resolve()).toEqual({ outcome: 'unknown' });
        expect(await start().intents.pending(), 'nobody else knows of it').toEqual([]);
      },
    );
  });
}
