import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { redisState } from '../../src/redis/index.ts';
import { intentPromises } from '../support/state/intent-promises.ts';
import { upstashAnswer } from '../support/state/upstash.ts';
import { clock, leasePromises, promises } from '../support/webhooks/inbox-promises.ts';

const { redis } = inject('servers');
const TOKEN = 'a-token';
const HOUR = 3_600_000;

if (redis) {
  describe('a state over the REST API of Upstash, in front of a real Redis', () => {
    const prefix = `paysera-test:${crypto.randomUUID()}:`;
    const client = new Redis(redis);
    type Answer = (request: Parameters<typeof upstashAnswer>[2]) => ReturnType<typeof upstashAnswer>;
    const plain: Answer = (request) => upstashAnswer(client, TOKEN, request);
    /** By `Authorization`: those whose scripts read a clock of their own in place of Redis's. */
    const clocks = new Map<string, Answer>();
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const answer = clocks.get(request.headers.authorization ?? '') ?? plain;
      const [status, json] = await answer({ authorization: request.headers.authorization, body });
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
    });
    let url: string;
    beforeAll(async () => {
      await once(server.listen(0, '127.0.0.1'), 'listening');
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(async () => {
      const keys = await client.keys(`${prefix}*`);
      if (keys.length > 0) await client.del(keys);
      client.disconnect();
      server.closeAllConnections();
      server.close();
    });
    const state = (options = {}) => redisState({ url, token: TOKEN }, { prefix, ...options });

    promises(() => state().inbox);
    leasePromises(({ lease }) => {
      const token = crypto.randomUUID();
      const time = clock();
      clocks.set(`Bearer ${token}`, (request) =>
        upstashAnswer(client, token, request, (script) =>
          script.replace("redis.call('TIME')", `{ ${Math.floor(time.now() / 1000)}, ${(time.now() % 1000) * 1000} }`),
        ),
      );
      const { inbox } = redisState({ url, token }, { prefix, lease });
      const renewals = new Set<Promise<boolean>>();
      return {
        inbox: {
          ...inbox,
          renew(...claim) {
            const renewal = inbox.renew(...claim);
            renewals.add(renewal);
            return renewal;
          },
        },
        // As long as it takes: the clock stands still until a renewal that is due has arrived.
        async sleep(milliseconds) {
          await setTimeout(milliseconds);
          await Promise.allSettled(renewals);
          time.pass(milliseconds);
        },
      };
    });
    intentPromises(async () => state({ prefix: `${prefix}${crypto.randomUUID()}:` }).intents);

    test('hands out places, claims and tokens', async () => {
      const { gate, claims, tokens } = state();
      const request = { origin: crypto.randomUUID(), limit: 3, spare: 0, window: HOUR, first: false, within: HOUR * 9 };
      const places = await Promise.all([1, 2, 3, 4, 5].map(() => gate.reserve({ ...request, closed: 0 })));
      expect(places.map(({ wait }) => Math.round(wait / HOUR)).sort()).toEqual([0, 0, 1, 1, 2]);
      expect([await claims.claim('k', 'a', HOUR), await claims.claim('k', 'b', HOUR)]).toEqual([true, false]);
      expect(await tokens.get('t')).toBeUndefined();
      await tokens.set('t', 'sealed', HOUR);
      expect(await tokens.get('t')).toBe('sealed');
    });

    test.each([
      [302, '', { location: 'https://elsewhere.example/' }],
      [200, '<html>A proxy</html>', {}],
      [200, '{}', {}],
    ])('rejects an answer with %i and %j, and follows nobody', async (status, body, headers) => {
      const requested: string[] = [];
      const answering = createServer((request, response) => {
        requested.push(String(request.url));
        response.writeHead(status, headers).end(body);
      });
      await once(answering.listen(0, '127.0.0.1'), 'listening');
      const elsewhere = `http://127.0.0.1:${(answering.address() as AddressInfo).port}/`;
      const { claims } = redisState({ url: elsewhere, token: TOKEN });
      await expect(claims.claim('k', 'a', 1)).rejects.toThrow(`Redis answered ${status}`);
      answering.closeAllConnections();
      answering.close();
      expect(requested).toEqual(['/']);
    });

    test('rejects with what went wrong', async () => {
      const wrong = redisState({ url, token: 'wrong' }, { prefix });
      await expect(wrong.claims.claim('k', 'a', 1)).rejects.toThrow('Redis answered 401: Unauthorized');
      await expect(state().claims.claim('k', 'a', Number.NaN)).rejects.toThrow(/Redis answered 400: .*integer/);
      expect(() => redisState({ url: 'http://redis.example', token: 't' })).toThrow(/https/);
      expect(() => redisState({} as never)).toThrow(/expected one of ioredis, iovalkey or node-redis/);
    });
  });
}
