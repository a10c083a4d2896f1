import type { PaymentsApi } from './contender.ts';

const KEY = 'sk_test_bench';

/** Stripe with its `fetch` client, as it runs on Workers, Deno and Bun. */
export const stripeFetch: PaymentsApi = stripeOver('stripe (fetch)', 'fetch');
/** Stripe with its `node:http` client: its default on Node. */
export const stripeHttp: PaymentsApi = stripeOver('stripe (node:http)', 'node:http');

function stripeOver(name: string, over: 'fetch' | 'node:http'): PaymentsApi {
  return {
    name,
    kind: 'sdk',
    over,
    async connect(origin, fetch = globalThis.fetch) {
      const { default: Stripe } = await import('stripe');
      const { hostname, port } = new URL(origin);
      const stripe = new Stripe(KEY, {
        protocol: 'http',
        host: hostname,
        port,
        httpClient: over === 'fetch' ? Stripe.createFetchHttpClient(fetch) : Stripe.createNodeHttpClient(),
      });
      return {
        get: () => stripe.paymentIntents.retrieve('pi_1'),
        create: () =>
          stripe.paymentIntents.create({
            amount: 1000,
            currency: 'eur',
            description: 'ORDER-001',
            metadata: { callback: 'https://shop.example/webhook', success: 'https://shop.example/ok' },
          }),
        list: async () => await stripe.paymentIntents.list({ limit: 20 }),
      };
    },
  };
}

export const openai: PaymentsApi = {
  name: 'openai',
  kind: 'sdk',
  over: 'fetch',
  async connect(origin, fetch = globalThis.fetch) {
    const { default: OpenAI } = await import('openai');
    const client = new OpenAI({ apiKey: KEY, baseURL: `${origin}/v1`, fetch });
    return {
      get: async () => await client.files.retrieve('file-1'),
      create: async () =>
        await client.moderations.create({ model: 'm', input: 'https://shop.example/webhook https://shop.example/ok' }),
      list: async () => await client.files.list({ limit: 20 }),
    };
  },
};

const molliePayment = {
  description: 'ORDER-001',
  amount: { currency: 'EUR', value: '10.00' },
  redirectUrl: 'https://shop.example/ok',
  webhookUrl: 'https://shop.example/webhook',
};

export const mollieTypescript: PaymentsApi = {
  name: 'mollie-api-typescript',
  kind: 'sdk',
  over: 'fetch',
  async connect(origin, fetch = globalThis.fetch) {
    const { Client, HTTPClient } = await import('mollie-api-typescript');
    const client = new Client({
      serverURL: origin,
      security: { apiKey: KEY },
      httpClient: new HTTPClient({ fetcher: (input, init) => fetch(input, init) }),
    });
    return {
      get: () => client.payments.get({ paymentId: 'tr_1' }),
      create: () => client.payments.create({ paymentRequest: molliePayment }),
      list: () => client.payments.list({ limit: 20 }),
    };
  },
};
