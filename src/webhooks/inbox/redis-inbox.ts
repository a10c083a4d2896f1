import { type Claim, type Inbox, LEASE, TTL } from './inbox.ts';

/** Sends one command with its arguments, and returns the reply. */
export type RedisSend = (command: readonly string[]) => PromiseLike<unknown>;

/** Options of `redisInbox`. */
export interface RedisInboxOptions {
  /** Milliseconds after which a claim that was neither done nor released expires. Default 5 minutes. */
  readonly lease?: number | undefined;
  /** Milliseconds for which a handled event is remembered. Default 2 days. */
  readonly ttl?: number | undefined;
  /** Prefix of each key. Default `paysera:inbox:`. */
  readonly prefix?: string | undefined;
}

const DONE = 'done';
// Atomically deletes the key if it still has this owner.
const RELEASE = "return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('del', KEYS[1])";

/**
 * Creates an inbox in Redis (or Valkey), shared by all servers. Works with any Redis client that can send a command.
 *
 * @example
 * const inbox = redisInbox((command) => client.sendCommand(command)); // ioredis: ([name, ...args]) => client.call(name, ...args)
 */
export function redisInbox(send: RedisSend, options: RedisInboxOptions = {}): Inbox {
  const { lease = LEASE, ttl = TTL, prefix = 'paysera:inbox:' } = options;
  return {
    async claim(key, owner): Promise<Claim> {
      if (await send(['SET', prefix + key, owner, 'NX', 'PX', `${lease}`])) return 'first';
      return String(await send(['GET', prefix + key])) === DONE ? 'seen' : 'busy';
    },
    async done(key) {
      await send(['SET', prefix + key, DONE, 'PX', `${ttl}`]);
    },
    async release(key, owner) {
      await send(['EVAL', RELEASE, '1', prefix + key, owner]);
    },
  };
}
