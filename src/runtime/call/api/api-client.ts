import type { Client, Middleware } from 'openapi-fetch';
import { ConfigurationError } from '../../../errors/configuration-error.ts';
import { loaded } from '../../../errors/not-loaded.ts';
import type { Pipeline } from '../run-call.ts';

/** openapi-fetch's client of an API. */
export type ApiClient<Paths extends object> = Client<Paths, 'application/json'>;

/**
 * openapi-fetch's client, loaded with the first call: most applications make none. A call has the middleware that was in
 * use when it was made, as there.
 */
export function createApiClient<Paths extends object>(pipeline: Pipeline): ApiClient<Paths> {
  const inUse: Middleware[] = [];
  const client = async ([options]: readonly (object | undefined)[]): Promise<ApiClient<Paths>> => {
    const middleware = [...inUse];
    const { assertApiOptions, openapiClient } = await loaded(import('./openapi-client.ts'));
    assertApiOptions(options);
    const client = openapiClient<Paths>(pipeline);
    client.use(...middleware);
    return client;
  };
  return {
    request: async (method, url, ...init) => (await client(init)).request(method, url, ...init),
    GET: async (url, ...init) => (await client(init)).GET(url, ...init),
    PUT: async (url, ...init) => (await client(init)).PUT(url, ...init),
    POST: async (url, ...init) => (await client(init)).POST(url, ...init),
    DELETE: async (url, ...init) => (await client(init)).DELETE(url, ...init),
    OPTIONS: async (url, ...init) => (await client(init)).OPTIONS(url, ...init),
    HEAD: async (url, ...init) => (await client(init)).HEAD(url, ...init),
    PATCH: async (url, ...init) => (await client(init)).PATCH(url, ...init),
    TRACE: async (url, ...init) => (await client(init)).TRACE(url, ...init),
    use(...middleware) {
      const wrong = middleware.find((one) => one && !HOOKS.some((hook) => hook in Object(one)));
      if (wrong) throw new ConfigurationError(`api.use: expected an object with one of ${HOOKS.join(', ')}.`);
      inUse.push(...middleware);
    },
    eject(...middleware) {
      for (const one of middleware) if (inUse.includes(one)) inUse.splice(inUse.indexOf(one), 1);
    },
  };
}

const HOOKS = ['onRequest', 'onResponse', 'onError'] as const;
