import { type Intent, type IntentStore, isPending } from '../runtime/recovery/intents/intents.ts';
import { redisClaims } from './claims.ts';
import { script } from './script.ts';
import type { RedisSend } from './send.ts';

const SAVE = `local id, sent, body = unpack(ARGV)
if body == '' then
  redis.call('HDEL', KEYS[1], id)
  redis.call('DEL', KEYS[2])
  redis.call('ZREM', KEYS[3], id)
  redis.call('ZREM', KEYS[4], id)
else
  redis.call('HSET', KEYS[1], id, body)
  redis.call('ZADD', KEYS[3], sent, id)
  redis.call('ZADD', KEYS[4], sent, id)
end
return 1`;
const PENDING = `local bodies = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  local body = redis.call('HGET', KEYS[1], id)
  if body then bodies[#bodies + 1] = body end
end
return bodies`;
// Only what is open can be claimed: it may have been settled a moment ago.
const CLAIM = `if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
local owner = redis.call('GET', KEYS[2])
if owner and owner ~= ARGV[2] then return 0 end
if tonumber(ARGV[3]) > 0 then redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3]) else redis.call('DEL', KEYS[2]) end
return 1`;

/** Intents in Redis: as safe as its persistence is. What is settled is deleted. */
export function redisIntents(send: RedisSend, prefix: string): IntentStore {
  const bodies = `${prefix}intents`;
  const save = script(send, SAVE);
  const readPending = script(send, PENDING);
  const claim = script(send, CLAIM);
  const claimOf = (id: string) => `${prefix}intent-claim:${id}`;
  /** The IDs of an account, or of one of its keys, oldest first. */
  const indexOf = (account: string, key: string | undefined) =>
    `${prefix}intents:${account}${key === undefined ? '' : `:${key}`}`;
  return {
    async save(intent) {
      const { id, account, idempotencyKey, sentAt } = intent;
      const keys = [bodies, claimOf(id), indexOf(account, undefined), indexOf(account, idempotencyKey)];
      await save(keys, id, `${sentAt}`, isPending(intent) ? JSON.stringify(intent) : '');
    },
    async pending({ account, idempotencyKey }) {
      const found = await readPending([bodies, indexOf(account, idempotencyKey)]);
      return Array.from(Object(found), (body): Intent => JSON.parse(String(body)));
    },
    async claim(id, owner, milliseconds) {
      const lease = `${Math.ceil(milliseconds)}`;
      return Number(await claim([bodies, claimOf(id)], id, owner, lease)) === 1;
    },
    release: redisClaims(send, claimOf('')).release,
  };
}
