import fastify, { type FastifyInstance } from 'fastify';
import { createCheckout } from 'paysera-client';
import { createWebhookHandler, isFulfilled } from 'paysera-client/webhooks';

const { SANDBOX_URL: baseUrl, PAYSERA_CLIENT_SECRET: secret = '', SHOP_URL = '' } = process.env;
const checkout = createCheckout({ baseUrl }); // SANDBOX_URL is this shop's own variable; without it, the client calls Paysera
const orders = new Map<string, 'waiting' | 'paid'>(); // your database

const onWebhook = createWebhookHandler({
  secret,
  on: {
    order: ({ order }) => {
      if (isFulfilled(order, { currency: 'EUR', amount: 1990 })) orders.set(order.merchant_order_id, 'paid');
    },
  },
});

export const app: FastifyInstance = fastify();

// In a scope of its own: bodies stay raw bytes only here.
app.register(async (hooks) => {
  hooks.removeAllContentTypeParsers();
  hooks.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  hooks.post<{ Body: Buffer<ArrayBuffer> }>('/hooks/paysera', async ({ headers, body, url }, reply) => {
    const request = new Request(new URL(url, SHOP_URL), {
      method: 'POST',
      headers: headers as Record<string, string>,
      body,
    });
    const answer = await onWebhook(request);
    return reply.code(answer.status).send(await answer.text());
  });
});

app.post('/buy', async (_request, reply) => {
  const reference = `A-${orders.size + 1}`;
  orders.set(reference, 'waiting');
  const { paymentUrl } = await checkout.createPayment({
    purchase: { reference, amount: 1990, currency: 'EUR' },
    redirect_urls: { success_url: `${SHOP_URL}/orders/${reference}`, callback_url: `${SHOP_URL}/hooks/paysera` },
  });
  return reply.redirect(paymentUrl, 303);
});

app.get<{ Params: { reference: string } }>(
  '/orders/:reference',
  async ({ params }) => orders.get(params.reference) ?? 'unknown',
);
