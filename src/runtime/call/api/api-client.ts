import createClient, { type Client, defaultBodySerializer } from 'openapi-fetch';
import { callerOf, showing } from '../caller.ts';
import { encodePath } from '../encode-path.ts';
import type { Pipeline } from '../run-call.ts';

/** openapi-fetch's client of an API. */
export type ApiClient<Paths extends object> = Client<Paths, 'application/json'>;

/** openapi-fetch with the pipeline as its `fetch`: what it makes of a call goes the way that the methods go. */
export function createApiClient<Paths extends object>(pipeline: Pipeline): ApiClient<Paths> {
  const load = async (request: Request) => (await import('./api-fetch.ts')).apiFetch(pipeline, request);
  const send = (request: Request): Promise<Response> => showing(callerOf(), load(request));
  return createClient<Paths, 'application/json'>({
    baseUrl: pipeline.origin,
    bodySerializer,
    pathSerializer: (url, parameters) => encodePath(url, parameters),
    fetch: send,
  });
}

/** As openapi-fetch does it. A bigint, which JSON does not have, becomes its digits: amounts are encoded later. */
const bodySerializer: typeof defaultBodySerializer = (...input) => {
  try {
    return defaultBodySerializer(...input);
  } catch {
    return JSON.stringify(input[0], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  }
};
