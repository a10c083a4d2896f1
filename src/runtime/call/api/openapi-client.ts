import createClient, { defaultBodySerializer } from 'openapi-fetch';
import { showing } from '../caller.ts';
import { encodePath } from '../encode-path.ts';
import type { Pipeline } from '../run-call.ts';
import type { ApiClient } from './api-client.ts';
import { apiFetch } from './api-fetch.ts';

/**
 * openapi-fetch with the pipeline as its `fetch`: what it makes of a call goes the way that the methods go.
 *
 * @param caller The code that made the call, which its error is to show.
 */
export function openapiClient<Paths extends object>(pipeline: Pipeline, caller: Error): ApiClient<Paths> {
  return createClient<Paths, 'application/json'>({
    baseUrl: pipeline.origin,
    bodySerializer,
    pathSerializer: (url, parameters) => encodePath(url, parameters),
    fetch: (request) => showing(caller, apiFetch(pipeline, request)),
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
