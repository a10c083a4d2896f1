import { expect, it } from 'vitest';
import { redisState } from '../../../src/redis/index.ts';

// What a real Redis does is tested in test/state, with clients that answer in text.
it('understands a client of Redis that answers in bytes', async () => {
  const kept = new Map<string, string>();
  const { inbox } = redisState(async ([name, key = '', value = '', ...options]) => {
    const found = kept.get(key);
    if (name === 'GET') return found === undefined ? null : Buffer.from(found);
    if (found !== undefined && options.includes('NX')) return null;
    kept.set(key, value);
    return Buffer.from('OK');
  });
  expect(await inbox.claim('k', 'a')).toBe('first');
  expect(await inbox.claim('k', 'b')).toBe('busy');
  await inbox.done('k', 'a');
  expect(await inbox.claim('k', 'b')).toBe('seen');
});
