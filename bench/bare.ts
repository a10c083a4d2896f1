import ky from 'ky';
import createClient from 'openapi-fetch';
import type { paths } from '../generated/checkout/paths.ts';
import {
  BODY,
  ID,
  ORDERS,
  PAYMENT_REQUEST,
  PAYMENT_REQUEST_ID,
  PAYMENT_REQUESTS,
  type PaymentsApi,
  TOKEN,
} from './contender.ts';

const headers = { Authorization: `Bearer ${TOKEN}`, Accept: 'application/json' };

/** Plain `fetch`: the lower limit for everything built on it. */
export const bareFetch: PaymentsApi = bareFetchOf(ORDERS, ID, BODY, headers);

/** The same for Recurring Billing, with a body and a header as long as in a signed request. */
export const bareFetchSigned: PaymentsApi = bareFetchOf(
  PAYMENT_REQUESTS,
  PAYMENT_REQUEST_ID,
  { ...PAYMENT_REQUEST, business_id: 'biz_1', unique_identifier: '9b2f7c1e-6a4d-4f0e-8c53-1d7e2a90b6f4' },
  {
    Accept: 'application/json',
    Authorization:
      'MAC id="bench", ts="1786000000", nonce="9b2f7c1e6a4d4f0e8c531d7e2a90b6f4", ' +
      'mac="Zm9yIGxlbmd0aCBvbmx5LCBub3QgYSBzaWduYXR1cmU=", ' +
      'ext="body_hash=Zm9yIGxlbmd0aCBvbmx5LCBub3QgYSBib2R5IGhhc2g%3D"',
  },
);

function bareFetchOf(path: string, id: string, body: object, headers: Record<string, string>): PaymentsApi {
  return {
    name: 'bare fetch',
    kind: 'limit',
    over: 'fetch',
    async connect(origin, fetch = globalThis.fetch) {
      const url = origin + path;
      const post = { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' } };
      return {
        get: async () => (await fetch(`${url}/${id}`, { headers })).json(),
        create: async () => (await fetch(url, { ...post, body: JSON.stringify(body) })).json(),
        list: async () => (await fetch(`${url}?limit=20`, { headers })).json(),
      };
    },
  };
}

export const undiciRequest: PaymentsApi = {
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

export const kyAlone: PaymentsApi = {
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

export const openapiFetch: PaymentsApi = openapiFetchOver('openapi-fetch', (fetch) => fetch);
export const openapiFetchOverKy: PaymentsApi = openapiFetchOver(
  'openapi-fetch over ky',
  (fetch) => ky.create({ fetch }) as unknown as typeof globalThis.fetch,
);

function openapiFetchOver(
  name: string,
  wrap: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch,
): PaymentsApi {
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
