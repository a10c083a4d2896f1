import { expect, it } from 'vitest';
import { redisState } from '../../../../src/redis/index.ts';

// What a real Redis does is tested in test/state, with clients that answer in text.
it('understands a client of Redis that answers in bytes', async () => {
  const delivery = JSON.stringify(['https://shop.example', [], '{}']);
  const replies: unknown[] = [2, 'busy', 'seen', 'set-aside'].map((reply) => Buffer.from(String(reply)));
  replies.push([Buffer.from(JSON.stringify(['k', 1_760_000_000_000, delivery]))], null, 'unheard of');
  const { inbox } = redisState(async () => replies.shift());
  const claims = [];
  for (let claim = 0; claim < 4; claim++) claims.push(await inbox.claim('k', 'a'));
  expect(claims).toEqual([2, 'busy', 'seen', 'set-aside']);
  expect(await inbox.listSetAside()).toEqual([{ key: 'k', at: 1_760_000_000_000, body: '{}' }]);
  expect(await inbox.retry('k')).toBeUndefined();
  await expect(inbox.claim('k', 'a')).rejects.toThrow('Redis returned no claim');
});
