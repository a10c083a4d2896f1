import { ConfigurationError } from '../errors/configuration-error.ts';
import { secureUrl } from '../http/secure-url.ts';

/** Sends one command with its arguments, and resolves with the reply. */
export type RedisSend = (command: readonly string[]) => PromiseLike<unknown>;

/** Upstash, or anything else that speaks its REST API: for runtimes that cannot open a socket. */
export interface RedisRest {
  /** https URL of the database. */
  readonly url: string;
  /** Its token. */
  readonly token: string;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch | undefined;
}

/** A Redis or Valkey: a client of ioredis, iovalkey or node-redis, a database of Upstash, or a function that sends a command. */
export type RedisClient =
  | RedisSend
  | {
      /** As in ioredis and iovalkey. */
      call(command: string, ...args: string[]): PromiseLike<unknown>;
    }
  | {
      /** As in node-redis. */
      sendCommand(command: string[]): PromiseLike<unknown>;
    }
  | RedisRest;

/** The only method of a client that is needed. */
export function sendTo(client: RedisClient): RedisSend {
  if (typeof client === 'function') return client;
  // Before `sendCommand`, which is something else in ioredis.
  if ('call' in client) return ([name = '', ...args]) => client.call(name, ...args);
  if ('sendCommand' in client) return (command) => client.sendCommand([...command]);
  if ('url' in Object(client)) return sendOverHttp(client);
  throw new ConfigurationError(
    'redisState was given no Redis client; expected one of ioredis, iovalkey or node-redis, `{ url, token }` of Upstash, ' +
      'or a function that sends a command.',
  );
}

function sendOverHttp({ url, token, fetch = globalThis.fetch }: RedisRest): RedisSend {
  secureUrl('url', url);
  return async (command) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(command),
      // Not followed, and not `error`, which Cloudflare Workers do not have: a redirect is an answer that is not `ok`.
      redirect: 'manual',
    });
    const { result, error } = Object(await response.json().catch(() => undefined));
    if (!response.ok || result === undefined) throw new Error(`Redis answered ${response.status}: ${error}`);
    return result;
  };
}
