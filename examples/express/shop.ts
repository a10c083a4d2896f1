import express, { type Express } from 'express';
import { createCheckout } from 'paysera-client';
import { createWebhookHandler, isFulfilled, toNodeListener } from 'paysera-client/webhooks';

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

export const app: Express = express();

// Before express.json(): the signature covers the raw bytes.
app.post('/hooks/paysera', toNodeListener(onWebhook));
app.use(express.json());

app.post('/buy', async (_request, response) => {
  const reference = `A-${orders.size + 1}`;
  orders.set(reference, 'waiting');
  const { paymentUrl } = await checkout.createPayment({
    purchase: { reference, amount: 1990, currency: 'EUR' },
    redirect_urls: { success_url: `${SHOP_URL}/orders/${reference}`, callback_url: `${SHOP_URL}/hooks/paysera` },
  });
  response.redirect(303, paymentUrl);
});

app.get('/orders/:reference', (request, response) => {
  response.send(orders.get(request.params.reference) ?? 'unknown');
});
