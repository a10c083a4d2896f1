import { requestOf, setAsideEvent } from '../webhooks/inbox/delivery.ts';
import type { Claim, Inbox } from '../webhooks/inbox/inbox.ts';
import { script } from './script.ts';
import type { RedisSend } from './send.ts';

// Everybody's clock.
const NOW = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;
const CLAIM = `${NOW}local done, ends, tries, aside = unpack(redis.call('HMGET', KEYS[1], 'done', 'ends', 'tries', 'aside'))
if done then return 'seen' end
if ends and now < tonumber(ends) then return 'busy' end
if aside and tries ~= '0' then return 'set-aside' end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'ends', string.format('%d', now + ARGV[2]))
if not aside then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return redis.call('HINCRBY', KEYS[1], 'tries', 1)`;
// What is done has no owner.
const MINE = `if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
`;
const RENEW = `${NOW}${MINE}redis.call('HSET', KEYS[1], 'ends', string.format('%d', now + ARGV[2]))
return 1`;
const DONE = `redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'done', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return redis.call('HDEL', KEYS[2], ARGV[2])`;
const RELEASE = `${MINE}return redis.call('HDEL', KEYS[1], 'owner', 'ends')`;
const SET_ASIDE = `${NOW}${MINE}redis.call('HSET', KEYS[1], 'aside', 1)
redis.call('PERSIST', KEYS[1])
return redis.call('HSET', KEYS[2], ARGV[2], cjson.encode({ ARGV[2], now, ARGV[3] }))`;
const RETRY = `local kept = redis.call('HGET', KEYS[2], ARGV[1])
if kept then redis.call('HSET', KEYS[1], 'tries', 0, 'aside', 1) end
return kept`;

/** @param times Milliseconds: how long a claim lasts, and how long a handled event is remembered. */
export function redisInbox(
  send: RedisSend,
  prefix: string,
  { lease, ttl }: { readonly lease: number; readonly ttl: number },
): Inbox {
  /** All deliveries that were set aside, by the key of their event. */
  const asides = `${prefix}inbox-aside`;
  const scriptOf = (source: string) => {
    const run = script(send, source);
    return (key: string, ...args: (string | number)[]) => run([`${prefix}inbox:${key}`, asides], ...args.map(String));
  };
  const claim = scriptOf(CLAIM);
  const renew = scriptOf(RENEW);
  const done = scriptOf(DONE);
  const release = scriptOf(RELEASE);
  const setAside = scriptOf(SET_ASIDE);
  const retry = scriptOf(RETRY);
  return {
    lease,
    async claim(key, owner) {
      return claimOf(String(await claim(key, owner, lease, Math.max(lease, ttl))));
    },
    renew: async (key, owner) => Number(await renew(key, owner, lease)) === 1,
    async done(key) {
      await done(key, ttl, key);
    },
    async release(key, owner) {
      await release(key, owner);
    },
    async setAside(key, owner, delivery) {
      await setAside(key, owner, key, delivery);
    },
    async listSetAside() {
      const kept = Array.from(Object(await send(['HVALS', asides])), asideOf);
      return kept.sort(([, a], [, b]) => a - b).map((aside) => setAsideEvent(...aside));
    },
    async retry(key) {
      const kept = await retry(key, key);
      return kept === null ? undefined : requestOf(asideOf(kept)[2]);
    },
  };
}

function claimOf(reply: string): Claim {
  if (reply === 'seen' || reply === 'busy' || reply === 'set-aside') return reply;
  if (Number(reply) >= 1) return Number(reply);
  throw new Error('Redis returned no claim.');
}

function asideOf(json: unknown): [key: string, at: number, delivery: string] {
  const [key, at, delivery] = Array.from(Object(JSON.parse(String(json))), String);
  return [String(key), Number(at), String(delivery)];
}
