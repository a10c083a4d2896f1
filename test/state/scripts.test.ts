import { Redis } from 'ioredis';
import { afterAll, describe, expect, test } from 'vitest';
import { script } from '../../src/redis/script.ts';
import { type RedisSend, sendTo } from '../../src/redis/send.ts';
import { hasRedisServer, startRedis } from '../support/state/redis-server.ts';
import { upstashAnswer } from '../support/state/upstash.ts';

const TOKEN = 'a-token';

if (hasRedisServer) {
  // One of its own: what the others count must not be sent again because of what is forgotten here.
  const { path, stop } = await startRedis();
  const client = new Redis(path);
  const overHttp: typeof fetch = async (_, { headers, body } = {}) => {
    const authorization = new Headers(headers).get('authorization') ?? undefined;
    const [status, json] = await upstashAnswer(client, TOKEN, { authorization, body: String(body) });
    return Response.json(json, { status });
  };
  afterAll(async () => {
    await client.quit();
    await stop();
  });

  describe.each([
    ['over a socket', sendTo(client)],
    ['over HTTP', sendTo({ url: 'https://redis.example', token: TOKEN, fetch: overHttp })],
  ])('a script of a state, in a real Redis %s', (way, sendToRedis) => {
    const counter = `counter ${way}`;
    const source = `return redis.call('INCR', KEYS[1]) -- ${way}`;

    function recorded() {
      const commands: string[] = [];
      const failing: { error?: Error } = {};
      const send: RedisSend = async (command) => {
        commands.push(String(command[0]));
        if (failing.error) throw failing.error;
        return sendToRedis(command);
      };
      const run = script(send, source);
      /** Runs it until its hash is sent. What was sent before is forgotten. */
      const becomeKnown = async () => {
        const evaluate = async () => {
          await run([counter]);
          return commands.at(-1);
        };
        await expect.poll(evaluate).toBe('EVALSHA');
        commands.length = 0;
      };
      return { run, commands, failing, becomeKnown };
    }

    test('is sent once, and named by its hash from then on', async () => {
      const { run, commands, becomeKnown } = recorded();
      await run([counter]);
      expect(commands).toEqual(['EVAL']);
      await becomeKnown();
      await run([counter]);
      await run([counter]);
      expect(commands).toEqual(['EVALSHA', 'EVALSHA']);
    });

    test('is sent again, and run once, after Redis has forgotten it', async () => {
      const { run, commands, becomeKnown } = recorded();
      await becomeKnown();
      const before = Number(await client.get(counter));
      await client.script('FLUSH');
      expect(await run([counter])).toBe(before + 1);
      expect(commands).toEqual(['EVALSHA', 'EVAL']);
      await becomeKnown();
    });

    test('is not sent again by a call that ended with another error: it may have run', async () => {
      const { run, commands, failing, becomeKnown } = recorded();
      await becomeKnown();
      failing.error = new Error('Connection is closed.');
      await expect(run([counter])).rejects.toBe(failing.error);
      expect(commands).toEqual(['EVALSHA']);
      // The next call does not depend on how a client words that a script is unknown.
      delete failing.error;
      await run([counter]);
      expect(commands).toEqual(['EVALSHA', 'EVAL']);
    });
  });
}
