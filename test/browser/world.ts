import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { LINKS, ORDERS, plainClient, REQUESTS } from '../sandbox/plain-client.ts';

/** The pictures of the guide are packed, and shown at most 900 pixels wide: a page of 1280 makes one of 960. */
const IN_PICTURE_SIZE = { deviceScaleFactor: 0.75 };

/** An order as a shop creates it. */
interface OrderInput {
  readonly purchase: { readonly reference: string; readonly amount?: string; readonly [name: string]: unknown };
  readonly redirect_urls?: Readonly<Record<string, string>>;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** A sandbox, a shop that answers with `status`, and pages of the browser that all tests share. */
export async function openWorld() {
  const webhooks: string[] = [];
  const answer = { status: 200 };
  const shop = createServer(async (request, response) => {
    if (request.method === 'POST') {
      let body = '';
      for await (const chunk of request) body += chunk;
      webhooks.push(body);
      response.writeHead(answer.status, { 'X-Shop': 'yes' }).end(answer.status === 200 ? 'ok' : 'no such order');
    } else {
      response.setHeader('Content-Type', 'text/html').end(`<title>Shop</title><h1>Shop ${request.url}</h1>`);
    }
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  const sandbox = await startSandbox({ rateLimit: false });
  const client = plainClient(sandbox);
  const browser = await chromium.connect(inject('browser'));
  const problems: string[] = [];

  /** An order and its link, made without our client: only the sandbox is tested here. */
  async function openPayment(order: OrderInput) {
    const { body: created } = await client.checkout('POST', ORDERS, order);
    const { amount } = order.purchase;
    const link = await client.checkout('POST', LINKS, {
      order_id: created.order_id,
      name: order.purchase.reference,
      experience: { language: 'en' },
      purchase: amount === undefined ? {} : { amount: Number(amount) },
    });
    return {
      orderId: created.order_id as string,
      linkId: link.body.link_id as string,
      paymentUrl: link.body.payment_URL as string,
    };
  }

  return {
    webhooks,
    answer,
    shopUrl,
    sandbox,
    client,
    /** What went wrong in the pages so far. */
    problems,
    openPayment,
    payment: (reference = 'A-1001') =>
      openPayment({
        purchase: { reference, amount: '1990', currency: 'EUR' },
        redirect_urls: {
          success_url: `${shopUrl}/thanks`,
          failure_url: `${shopUrl}/failed`,
          cancel_url: `${shopUrl}/cart`,
          callback_url: `${shopUrl}/hooks`,
        },
      }),
    async paymentRequest() {
      const { body } = await client.recurring('POST', REQUESTS, {
        business_id: sandbox.credentials.businessId,
        order_id: 'SUB-1',
        price: { amount: '9.99', currency: 'EUR' },
        description: 'Monthly subscription',
        payer: { email: 'a@b.c' },
        method_key: 'card',
        token_strategy: 'required',
        accept_url: `${shopUrl}/thanks`,
        cancel_url: `${shopUrl}/cart`,
        callback_url: `${shopUrl}/hooks`,
      });
      return body as { readonly id: string; readonly authorization_url: string };
    },
    read: async (path: string) => (await client.checkout('GET', path)).body,
    async openPage(options: Parameters<typeof browser.newPage>[0] = IN_PICTURE_SIZE): Promise<Page> {
      const page = await browser.newPage(options);
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        // The browser notes every refused request; some tests provoke them.
        if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) problems.push(message.text());
      });
      // A guard against a hang, not a budget.
      page.setDefaultTimeout(60_000);
      return page;
    },
    async close() {
      await browser.close();
      await sandbox.stop();
      shop.closeAllConnections();
      await new Promise((resolve) => shop.close(resolve));
    },
  };
}
