import { type Checkout, createCheckout } from 'paysera-client';
import { createWebhookHandler, isFulfilled } from 'paysera-client/webhooks';

interface Shop {
  readonly checkout: Checkout;
  readonly orders: Map<string, 'waiting' | 'paid'>; // your database
  readonly onWebhook: (request: Request) => Promise<Response>;
}

// Routes are bundled separately and reloaded while you edit, so keep one shop for the whole process.
const kept = globalThis as { shop?: Shop };

/** Created on first use, because there are no secrets at build time. */
export function shop(): Shop {
  kept.shop ??= open();
  return kept.shop;
}

function open(): Shop {
  const { SANDBOX_URL: baseUrl, PAYSERA_CLIENT_SECRET: secret = '' } = process.env;
  const orders: Shop['orders'] = new Map();
  return {
    checkout: createCheckout({ baseUrl }), // SANDBOX_URL is this shop's own variable; without it, the client calls Paysera
    orders,
    onWebhook: createWebhookHandler({
      secret,
      on: {
        order: ({ order }) => {
          if (isFulfilled(order, { currency: 'EUR', amount: 1990 })) orders.set(order.merchant_order_id, 'paid');
        },
      },
    }),
  };
}
