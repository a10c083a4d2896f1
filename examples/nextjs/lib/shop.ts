import { type Checkout, createCheckout } from 'paysera-client';
import { createWebhookHandler, isFulfilled } from 'paysera-client/webhooks';

interface Shop {
  readonly checkout: Checkout;
  readonly orders: Map<string, 'waiting' | 'paid'>; // your database
  readonly onWebhook: (request: Request) => Promise<Response>;
}

// Routes are bundled apart from each other and made anew while you edit: one of each for the whole process.
const kept = globalThis as { shop?: Shop };

/** Made when it is first asked for: a build has no secrets. */
export function shop(): Shop {
  kept.shop ??= open();
  return kept.shop;
}

function open(): Shop {
  const { SANDBOX_URL: baseUrl, PAYSERA_CLIENT_SECRET: secret = '' } = process.env;
  const orders: Shop['orders'] = new Map();
  return {
    checkout: createCheckout({ baseUrl }), // SANDBOX_URL is this shop's own; where it is not set, this is Paysera
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
