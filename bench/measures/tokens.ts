import { ours } from '../ours.ts';
import { stubbedFetch } from '../responses.ts';
import type { Row } from '../row.ts';

const CALLS = 1000;

/** How many tokens a cold client requests for many concurrent calls: this client, and peers that accept a token function. */
export async function tokens(): Promise<Row[]> {
  const { createCheckout } = await ours();
  let requested = 0;
  const { orders } = createCheckout({
    clientId: 'a',
    clientSecret: 'b',
    rateLimit: false,
    fetch: (url, init) => {
      if (String(url).endsWith('/token')) requested++;
      return stubbedFetch(url, init);
    },
  });
  await atOnce(() => orders.get('019ac3fe-96ae-7c31-b5d2-3f8e6a1c9d04'));
  const peers = await Promise.all([openai(), mollie()]);
  return peers.map(([name, value]) => ({
    group: `Token requests for ${CALLS.toLocaleString('en')} calls at once on a cold client`,
    what: 'token requests',
    unit: '',
    ours: requested,
    peer: { name, value },
    budget: { on: 'ours', limit: 1, deterministic: true },
  }));
}

async function openai(): Promise<[string, number]> {
  const { default: OpenAI } = await import('openai');
  let requested = 0;
  const client = new OpenAI({
    apiKey: async () => `key-${++requested}`,
    baseURL: 'http://127.0.0.1:9/v1',
    fetch: stubbedFetch,
  });
  await atOnce(async () => await client.files.retrieve('file-1'));
  return ['openai (apiKey function)', requested];
}

async function mollie(): Promise<[string, number]> {
  const { Client, HTTPClient } = await import('mollie-api-typescript');
  let requested = 0;
  const client = new Client({
    serverURL: 'http://127.0.0.1:9',
    security: async () => ({ oAuth: `token-${++requested}` }),
    httpClient: new HTTPClient({ fetcher: (input, init) => stubbedFetch(input, init) }),
  });
  await atOnce(() => client.payments.get({ paymentId: 'tr_1' }));
  return ['mollie-api-typescript (security function)', requested];
}

async function atOnce(call: () => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: CALLS }, call));
}
