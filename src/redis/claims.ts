import type { Claims } from '../runtime/state/claims.ts';
import { script } from './script.ts';
import type { RedisSend } from './send.ts';

const CLAIM = `local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;
// Atomically deletes the key if it still has this owner.
const RELEASE = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1])";

export function redisClaims(send: RedisSend, prefix: string): Claims {
  const claim = script(send, CLAIM);
  const release = script(send, RELEASE);
  return {
    async claim(key, owner, milliseconds) {
      return Number(await claim([prefix + key], owner, `${milliseconds}`)) === 1;
    },
    async release(key, owner) {
      await release([prefix + key], owner);
    },
  };
}
