import type { Redis } from 'ioredis';

/**
 * Answers a request of the REST API of Upstash from a real Redis: POST with the command as a JSON list, which is answered
 * with `{ result }` or `{ error }`. https://upstash.com/docs/redis/features/restapi
 *
 * @param timed A script as it is run, for one that asks for the time. Redis may know the script as it was: none is run by its hash.
 */
export async function upstashAnswer(
  redis: Redis,
  token: string,
  request: { readonly authorization: string | undefined; readonly body: string },
  timed?: (script: string) => string,
): Promise<[status: number, json: { readonly result: unknown } | { readonly error: string }]> {
  if (request.authorization !== `Bearer ${token}`) return [401, { error: 'Unauthorized' }];
  const [command = '', script = '', ...args] = JSON.parse(request.body) as string[];
  if (timed && command === 'EVALSHA') return [400, { error: 'NOSCRIPT No matching script.' }];
  const first = timed && command === 'EVAL' ? [timed(script)] : [script].filter(Boolean);
  return redis.call(command, ...first, ...args).then(
    (result) => [200, { result }],
    (error: Error) => [400, { error: error.message }],
  );
}
