import { assertKnown } from '../errors/known-options.ts';
import type { IntentStore } from '../runtime/recovery/intents/intents.ts';
import type { Claims } from '../runtime/state/claims.ts';
import type { GateStore } from '../runtime/state/gate-store.ts';
import type { SealedTokens } from '../runtime/state/sealed-tokens.ts';
import { type Inbox, LEASE } from '../webhooks/inbox/inbox.ts';
import { TTL } from '../webhooks/inbox/ttl.ts';
import { redisClaims } from './claims.ts';
import { redisGate } from './gate.ts';
import { redisInbox } from './inbox.ts';
import { redisIntents } from './intents.ts';
import { type RedisClient, sendTo } from './send.ts';
import { redisTokens } from './tokens.ts';

/** Options of `redisState`. */
export interface RedisStateOptions {
  /** Prefix of each key. Default `paysera:`. In a cluster, with a hash tag: `{paysera}:`. */
  readonly prefix?: string | undefined;
  /** Milliseconds after which an event that was claimed, and neither handled nor released, can be claimed again. Default 5 minutes. */
  readonly lease?: number | undefined;
  /** Milliseconds for which a handled event is remembered. Default 2 days. */
  readonly ttl?: number | undefined;
}

/** A `State` in Redis. */
export interface RedisState {
  /** Access tokens. */
  readonly tokens: SealedTokens;
  /** The rate gate. */
  readonly gate: GateStore;
  /** Requests that were sent and not confirmed. */
  readonly intents: IntentStore;
  /** Events that were handled. */
  readonly inbox: Inbox;
  /** Which client is at work on which key. */
  readonly claims: Claims;
}

/**
 * Creates a state that all processes with the same Redis (or Valkey) share. Connects to nothing by itself.
 *
 * @throws {ConfigurationError} when it is given no Redis client, or an option does not exist.
 * @example
 * const state = redisState(new Redis(process.env.REDIS_URL)); // ioredis, iovalkey, node-redis, or { url, token } of Upstash
 * const checkout = createCheckout({ state });
 */
export function redisState(client: RedisClient, options: RedisStateOptions = {}): RedisState {
  assertKnown('redisState', options, ['prefix', 'lease', 'ttl']);
  const { prefix = 'paysera:', lease = LEASE, ttl = TTL } = options;
  const send = sendTo(client);
  const claims = redisClaims(send, `${prefix}claim:`);
  return {
    tokens: redisTokens(send, prefix, claims),
    gate: redisGate(send, prefix),
    intents: redisIntents(send, prefix),
    inbox: redisInbox(send, prefix, { lease, ttl }),
    claims,
  };
}
