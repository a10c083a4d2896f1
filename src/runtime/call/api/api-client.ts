import type { Client, Middleware } from 'openapi-fetch';
import { ConfigurationError } from '../../../errors/configuration-error.ts';
import { loaded } from '../../../errors/not-loaded.ts';
import { showing } from '../caller.ts';
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
    request: (method, url, ...init) => showing(client(init).then((api) => api.request(method, url, ...init))),
    GET: (url, ...init) => showing(client(init).then((api) => api.GET(url, ...init))),
    PUT: (url, ...init) => showing(client(init).then((api) => api.PUT(url, ...init))),
    POST: (url, ...init) => showing(client(init).then((api) => api.POST(url, ...init))),
    DELETE: (url, ...init) => showing(client(init).then((api) => api.DELETE(url, ...init))),
    OPTIONS: (url, ...init) => showing(client(init).then((api) => api.OPTIONS(url, ...init))),
    HEAD: (url, ...init) => showing(client(init).then((api) => api.HEAD(url, ...init))),
    PATCH: (url, ...init) => showing(client(init).then((api) => api.PATCH(url, ...init))),
    TRACE: (url, ...init) => showing(client(init).then((api) => api.TRACE(url, ...init))),
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
