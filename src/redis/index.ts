export * from './redis-state.ts';
export type { RedisClient, RedisRest, RedisSend } from './send.ts';
