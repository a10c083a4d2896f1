import type { Redis } from 'ioredis';

/**
 * Answers a request of the REST API of Upstash from a real Redis: POST with the command as a JSON list, which is answered
 * with `{ result }` or `{ error }`. https://upstash.com/docs/redis/features/restapi
 */
export async function upstashAnswer(
  redis: Redis,
  token: string,
  request: { readonly authorization: string | undefined; readonly body: string },
): Promise<[status: number, json: { readonly result: unknown } | { readonly error: string }]> {
  if (request.authorization !== `Bearer ${token}`) return [401, { error: 'Unauthorized' }];
  const [command = '', ...args] = JSON.parse(request.body) as string[];
  return redis.call(command, ...args).then(
    (result) => [200, { result }],
    (error: Error) => [400, { error: error.message }],
  );
}
