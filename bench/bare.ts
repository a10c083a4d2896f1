import ky from 'ky';
import createClient from 'openapi-fetch';
import type { paths } from '../generated/checkout/paths.ts';
import { type Api, BODY, ID, ORDERS, TOKEN } from './contender.ts';

const headers = { Authorization: `Bearer ${TOKEN}`, Accept: 'application/json' };

/** `fetch` and nothing else: the limit for everything that is built on it. */
export const bareFetch: Api = {
  name: 'bare fetch',
  kind: 'limit',
  over: 'fetch',
  async connect(origin, fetch = globalThis.fetch) {
    const url = origin + ORDERS;
    return {
      get: async () => (await fetch(`${url}/${ID}`, { headers })).json(),
      create: async () =>
        (
          await fetch(url, {
            method: 'POST',
            headers: { ...headers, 'Content-Type': 'application/json' },
            body: JSON.stringify(BODY),
          })
        ).json(),
      list: async () => (await fetch(`${url}?limit=20`, { headers })).json(),
    };
  },
};

export const undiciRequest: Api = {
  name: 'undici.request',
  kind: 'limit',
  over: 'undici',
  async connect(origin) {
    const { request } = await import('undici');
    const url = origin + ORDERS;
    return {
      get: async () => (await request(`${url}/${ID}`, { headers })).body.json(),
      create: async () => {
        const { body } = await request(url, {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/json' },
          body: JSON.stringify(BODY),
        });
        return body.json();
      },
      list: async () => (await request(`${url}?limit=20`, { headers })).body.json(),
    };
  },
};

export const kyAlone: Api = {
  name: 'ky',
  kind: 'part',
  over: 'fetch',
  async connect(origin, fetch = globalThis.fetch) {
    const client = ky.create({ headers, fetch });
    const url = origin + ORDERS;
    return {
      get: () => client.get(`${url}/${ID}`).json(),
      create: () => client.post(url, { json: BODY }).json(),
      list: () => client.get(`${url}?limit=20`).json(),
    };
  },
};

export const openapiFetch: Api = openapiFetchOver('openapi-fetch', (fetch) => fetch);
export const openapiFetchOverKy: Api = openapiFetchOver(
  'openapi-fetch over ky',
  (fetch) => ky.create({ fetch }) as unknown as typeof globalThis.fetch,
);

function openapiFetchOver(name: string, wrap: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch): Api {
  return {
    name,
    kind: 'part',
    over: 'fetch',
    async connect(origin, fetch = globalThis.fetch) {
      const client = createClient<paths>({ baseUrl: origin, headers, fetch: wrap(fetch) });
      return {
        get: () => client.GET(`${ORDERS}/{id}`, { params: { path: { id: ID } } }),
        create: () => client.POST(ORDERS, { body: BODY }),
        list: () => client.GET(ORDERS, { params: { query: { limit: 20 } } }),
      };
    },
  };
}
