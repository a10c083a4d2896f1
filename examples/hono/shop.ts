import { Hono } from 'hono';
import { createCheckout } from 'paysera-client';
import { createWebhookHandler, isFulfilled } from 'paysera-client/webhooks';

/** The Worker's bindings: secrets set with `wrangler secret put`, and a store. */
interface Bindings {
  readonly PAYSERA_CLIENT_ID: string;
  readonly PAYSERA_CLIENT_SECRET: string;
  /** This shop's own variable; without it, the client calls Paysera. */
  readonly SANDBOX_URL?: string;
  readonly SHOP_URL: string;
  /** A KV namespace has these two methods. */
  readonly ORDERS: {
    get(key: string): Promise<string | null>;
    put(key: string, value: string): Promise<void>;
  };
}

const app: Hono<{ Bindings: Bindings }> = new Hono();

// One client per isolate, not per request: it holds the access token.
let made: ReturnType<typeof createCheckout> | undefined;
function checkoutOf(env: Bindings) {
  made ??= createCheckout({
    clientId: env.PAYSERA_CLIENT_ID,
    clientSecret: env.PAYSERA_CLIENT_SECRET,
    baseUrl: env.SANDBOX_URL,
  });
  return made;
}

app.post('/hooks/paysera', ({ req, env }) => {
  const onWebhook = createWebhookHandler({
    secret: env.PAYSERA_CLIENT_SECRET,
    on: {
      // Isolates share no memory, so the effect must be safe to repeat.
      order: async ({ order }) => {
        if (isFulfilled(order, { currency: 'EUR', amount: 1990 }))
          await env.ORDERS.put(order.merchant_order_id, 'paid');
      },
    },
  });
  return onWebhook(req.raw);
});

app.post('/buy', async ({ env, redirect }) => {
  const reference = 'A-1';
  await env.ORDERS.put(reference, 'waiting');
  const { paymentUrl } = await checkoutOf(env).createPayment({
    purchase: { reference, amount: 1990, currency: 'EUR' },
    redirect_urls: {
      success_url: `${env.SHOP_URL}/orders/${reference}`,
      callback_url: `${env.SHOP_URL}/hooks/paysera`,
    },
  });
  return redirect(paymentUrl, 303);
});

app.get('/orders/:reference', async ({ req, env, text }) =>
  text((await env.ORDERS.get(req.param('reference'))) ?? 'unknown'),
);

export default app;
