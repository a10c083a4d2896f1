import type { RedisSend } from '../../../src/webhooks/inbox/redis-inbox.ts';

/**
 * What Redis does with the commands of the inbox, by its documentation: one command at a time, `SET` with `NX` and `PX`,
 * expiry to the millisecond, `nil` as null, and the one script in a single step. Anything else is an error, as there.
 */
export function fakeRedis(now: () => number): RedisSend {
  const entries = new Map<string, { readonly value: string; readonly until: number }>();
  const get = (key: string) => {
    const entry = entries.get(key);
    if (entry && entry.until <= now()) entries.delete(key);
    return entries.get(key)?.value ?? null;
  };
  const run = ([name, ...args]: readonly string[]): unknown => {
    if (name === 'GET' && args.length === 1) return get(args[0] ?? '');
    if (name === 'SET') {
      const [key = '', value = '', ...flags] = args;
      const nx = flags[0] === 'NX' && flags.shift() !== undefined;
      if (flags[0] !== 'PX' || !/^[1-9]\d*$/.test(flags[1] ?? '') || flags.length !== 2)
        throw new Error('ERR syntax error');
      if (nx && get(key) !== null) return null;
      entries.set(key, { value, until: now() + Number(flags[1]) });
      return 'OK';
    }
    if (name === 'EVAL') {
      const [script, count, key = '', owner] = args;
      const expected = "return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('del', KEYS[1])";
      if (script !== expected || count !== '1') throw new Error('ERR unknown script');
      // Lua's false is nil in the reply.
      return get(key) === owner ? Number(entries.delete(key)) : null;
    }
    throw new Error(`ERR unknown command '${name}'`);
  };
  // A turn of the loop, as a socket would take it: claims of many callers come between each other.
  return async (command) => {
    await new Promise((resolve) => setImmediate(resolve));
    return run(command);
  };
}
