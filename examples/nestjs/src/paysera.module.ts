import { Module } from '@nestjs/common';
import { createCheckout } from 'paysera-client';
import { createWebhookHandler, isFulfilled } from 'paysera-client/webhooks';
import { CHECKOUT, ON_WEBHOOK, Orders } from './orders.ts';
import { ShopController } from './shop.controller.ts';

@Module({
  controllers: [ShopController],
  providers: [
    Orders,
    // One client for the application: it holds the access token and the rate gate. SANDBOX_URL is this shop's own
    // variable; without it, the client calls Paysera.
    { provide: CHECKOUT, useFactory: () => createCheckout({ baseUrl: process.env['SANDBOX_URL'] }) },
    {
      provide: ON_WEBHOOK,
      inject: [Orders],
      useFactory: (orders: Orders) =>
        createWebhookHandler({
          secret: process.env['PAYSERA_CLIENT_SECRET'] ?? '',
          on: {
            order: ({ order }) => {
              if (isFulfilled(order, { currency: 'EUR', amount: 1990 })) orders.set(order.merchant_order_id, 'paid');
            },
          },
        }),
    },
  ],
})
export class PayseraModule {}
