import type { Claim, Inbox } from '../webhooks/inbox/inbox.ts';
import { redisClaims } from './claims.ts';
import type { RedisSend } from './send.ts';

const DONE = 'done';

/** @param times Milliseconds: how long a claim lasts, and how long a handled event is remembered. */
export function redisInbox(
  send: RedisSend,
  prefix: string,
  { lease, ttl }: { readonly lease: number; readonly ttl: number },
): Inbox {
  const keyOf = (key: string) => `${prefix}inbox:${key}`;
  const { release } = redisClaims(send, `${prefix}inbox:`);
  return {
    async claim(key, owner): Promise<Claim> {
      if (await send(['SET', keyOf(key), owner, 'NX', 'PX', `${lease}`])) return 'first';
      return String(await send(['GET', keyOf(key)])) === DONE ? 'seen' : 'busy';
    },
    async done(key) {
      await send(['SET', keyOf(key), DONE, 'PX', `${ttl}`]);
    },
    release,
  };
}
