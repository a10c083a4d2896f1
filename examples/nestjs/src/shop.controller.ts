import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Get, Inject, Param, Post, Redirect, Req, Res } from '@nestjs/common';
import type { Checkout } from 'paysera-client';
import { toNodeListener } from 'paysera-client/webhooks';
import { CHECKOUT, ON_WEBHOOK, Orders } from './orders.ts';

@Controller()
export class ShopController {
  constructor(
    @Inject(CHECKOUT) private readonly checkout: Checkout,
    @Inject(ON_WEBHOOK) private readonly onWebhook: (request: Request) => Promise<Response>,
    @Inject(Orders) private readonly orders: Orders,
  ) {}

  // The application is created with { rawBody: true }: the signature covers the raw bytes.
  @Post('hooks/paysera')
  hook(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    return toNodeListener(this.onWebhook)(request, response);
  }

  @Post('buy')
  @Redirect()
  async buy(): Promise<{ url: string; statusCode: number }> {
    const { SHOP_URL = '' } = process.env;
    const reference = `A-${this.orders.size + 1}`;
    this.orders.set(reference, 'waiting');
    const { paymentUrl } = await this.checkout.createPayment({
      purchase: { reference, amount: 1990, currency: 'EUR' },
      redirect_urls: { success_url: `${SHOP_URL}/orders/${reference}`, callback_url: `${SHOP_URL}/hooks/paysera` },
    });
    return { url: paymentUrl, statusCode: 303 };
  }

  @Get('orders/:reference')
  order(@Param('reference') reference: string): string {
    return this.orders.get(reference) ?? 'unknown';
  }
}
