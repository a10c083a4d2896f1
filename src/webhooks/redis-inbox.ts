import { type Claim, type Inbox, LEASE, TTL } from './inbox.ts';

/** Sends one command with its arguments, and gives the reply. */
export type RedisSend = (command: readonly string[]) => PromiseLike<unknown>;

/** Options of `redisInbox`. */
export interface RedisInboxOptions {
  /** Milliseconds after which a claim that was neither done nor released lapses. Default 5 minutes. */
  readonly lease?: number | undefined;
  /** Milliseconds for which a handled event is remembered. Default 2 days. */
  readonly ttl?: number | undefined;
  /** Before each key. Default `paysera:inbox:`. */
  readonly prefix?: string | undefined;
}

const DONE = 'done';
// Deletes in one step what still has this owner, and nothing else.
const RELEASE = "return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('del', KEYS[1])";

/**
 * An inbox in Redis (or Valkey), shared by all servers, over any client that can send a command.
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
