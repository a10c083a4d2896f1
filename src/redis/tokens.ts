import type { Claims } from '../runtime/state/claims.ts';
import type { SealedTokens } from '../runtime/state/sealed-tokens.ts';
import type { RedisSend } from './send.ts';

export function redisTokens(send: RedisSend, prefix: string, claims: Claims): SealedTokens {
  return {
    ...claims,
    async get(key) {
      const sealed = await send(['GET', `${prefix}token:${key}`]);
      return sealed === null ? undefined : String(sealed);
    },
    async set(key, sealed, milliseconds) {
      await send(['SET', `${prefix}token:${key}`, sealed, 'PX', `${milliseconds}`]);
    },
  };
}
