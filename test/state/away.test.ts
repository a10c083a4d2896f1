import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createCheckout, isConfigurationError, isTimeoutError, type PayseraEvent } from '../../src/index.ts';
import { redisState } from '../../src/redis/index.ts';
import { hasRedisServer, startMortalRedis } from '../support/state/redis-server.ts';

if (!hasRedisServer) console.warn('NOT TESTED, no server is here: a Redis that hangs, dies and comes back empty.');
else {
  describe('a client whose Redis', () => {
    let redis: Awaited<ReturnType<typeof startMortalRedis>>;
    beforeEach(async () => {
      redis = await startMortalRedis();
    });
    afterEach(() => redis?.stop());

    /** A shop, with what it reports of its state. */
    async function shop(parts: 'all' | 'without intents' = 'without intents') {
      const server = createServer(async (request, response) => {
        for await (const _ of request);
        const isToken = request.url?.endsWith('/token');
        const body = isToken ? { access_token: 't', expires_in: 3600 } : { order_id: 'o', status: 'new' };
        response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const client = new Redis(redis.path, { retryStrategy: () => 50 });
      client.on('error', () => {});
      onTestFinished(() => {
        client.disconnect();
        server.closeAllConnections();
        server.close();
      });
      const events: string[] = [];
      const onEvent = (event: PayseraEvent) => {
        if (event.type === 'state') events.push(`${event.part} ${event.outcome}`);
      };
      const { intents, ...state } = redisState(client);
      const start = () =>
        createCheckout({
          ...{ clientId: 'c', clientSecret: 's', timeout: 15_000, validation: 'off', onEvent },
          baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          state: parts === 'all' ? { ...state, intents } : state,
        });
      return { start, checkout: start(), events };
    }
    const purchase = { reference: 'A-1', amount: 1000, currency: 'EUR' };

    test('is killed goes on, and reports it', { timeout: 60_000 }, async () => {
      const { checkout, events } = await shop();
      await checkout.orders.get('o');
      await redis.kill();
      expect(await checkout.orders.create({ purchase })).toMatchObject({ order_id: 'o' });
      expect(events).toEqual(['gate away']);
    });

    test('hangs goes on within its deadline, also when it needs a token', { timeout: 60_000 }, async () => {
      const { checkout, start, events } = await shop();
      await checkout.orders.get('o');
      redis.hang();
      expect(await start().orders.create({ purchase })).toMatchObject({ order_id: 'o' });
      expect(new Set(events)).toEqual(new Set(['tokens away', 'gate away']));
    });

    test('comes back empty shares it again', { timeout: 60_000 }, async () => {
      const { checkout, start, events } = await shop();
      await checkout.orders.get('o');
      await redis.kill();
      await checkout.orders.get('o');
      await redis.restart();
      // It is left alone for a while.
      for (let tries = 0; !events.includes('gate back') && tries < 100; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        await start().orders.get('o');
        await checkout.orders.get('o');
      }
      expect(events).toContain('gate back');
      const client = new Redis(redis.path);
      expect((await client.keys('paysera:*')).map((key) => key.split(':')[1]).sort()).toEqual(['gate', 'token']);
      client.disconnect();
    });

    test('is away sends nothing that it cannot record, if it keeps intents', { timeout: 60_000 }, async () => {
      const { checkout } = await shop('all');
      await checkout.orders.get('o');
      redis.hang();
      const error = await checkout.orders.create({ purchase }, { timeout: 3_000 }).catch((thrown: unknown) => thrown);
      expect(isConfigurationError(error) || isTimeoutError(error)).toBe(true);
      expect(String(error)).toContain('Nothing was sent');
      redis.goOn();
      expect(await checkout.orders.create({ purchase })).toMatchObject({ order_id: 'o' });
    });
  });
}
