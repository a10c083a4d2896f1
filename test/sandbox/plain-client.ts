import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { macSigner } from '../../src/auth/mac.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';

/** An answer of the sandbox, read. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read many shapes, and assert each value they use.
  readonly body: any;
}

type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;

/** Both APIs over plain fetch, so that the sandbox is tested without our own client. */
export function plainClient(sandbox: Sandbox, fetch: typeof globalThis.fetch = globalThis.fetch) {
  let token: Promise<string> | undefined;
  const sign = macSigner({ ...sandbox.credentials, now: sandbox.clock.now });

  async function send(
    method: string,
    path: string,
    content: string | undefined,
    headers: Record<string, string>,
  ): Promise<Reply> {
    const response = await fetch(sandbox.url + path, {
      method,
      headers,
      ...(content !== undefined && { body: content }),
    });
    const text = await response.text();
    const isJson = response.headers.get('Content-Type')?.startsWith('application/json') && text !== '';
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }
  const requestToken = (form: Record<string, string> = {}) =>
    send(
      'POST',
      '/auth/realms/Paysera/protocol/openid-connect/token',
      new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: sandbox.credentials.clientId,
        client_secret: sandbox.credentials.clientSecret,
        ...form,
      }).toString(),
      { 'Content-Type': 'application/x-www-form-urlencoded' },
    );
  const json = (body: unknown) => (body === undefined ? undefined : JSON.stringify(body));
  const type = (body: unknown) => (body === undefined ? {} : { 'Content-Type': 'application/json' });

  const checkout: Call = async (method, path, body, headers = {}) => {
    token ??= requestToken().then((reply) => reply.body.access_token);
    return send(method, path, json(body), { Authorization: `Bearer ${await token}`, ...type(body), ...headers });
  };
  const recurring: Call = async (method, path, body, headers = {}) => {
    const Authorization = await sign({ method, url: sandbox.url + path, body: json(body) });
    return send(method, path, json(body), { Authorization, ...type(body), ...headers });
  };
  return { checkout, recurring, requestToken, raw: send };
}

export const ORDERS = '/merchant-order/integration/v1/orders';
export const LINKS = '/checkout-payment-link/integration/v1/payment-links';
export const PAYMENTS = '/payment-executor/integration/v1/payments';
export const PROJECT = '/checkout-project/integration/v1';
export const REQUESTS = '/checkout/rest/v1/payment-requests';
export const NOTIFICATIONS = '/notification/rest/v1/notifications';

/** A delivery as the shop got it. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
}

/** A shop that accepts webhooks and answers as configured. */
export async function openShop(statusFor: (received: Received, count: number) => number = () => 200) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const delivery = { headers: request.headers, raw: Buffer.concat(chunks).toString() };
    received.push(delivery);
    response.writeHead(statusFor(delivery, received.length)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  return { url, received, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** An order and its link, ready to be paid. */
export async function orderWithLink(
  client: ReturnType<typeof plainClient>,
  callback_url?: string,
  order: Record<string, unknown> = {},
  link: Record<string, unknown> = {},
) {
  const purchase = { reference: 'A-1001', amount: '1990', currency: 'EUR', ...order };
  const created = await client.checkout('POST', ORDERS, {
    purchase,
    redirect_urls: {
      success_url: 'https://shop.example/ok',
      failure_url: 'https://shop.example/no',
      ...(callback_url && { callback_url }),
    },
  });
  const opened = await client.checkout('POST', LINKS, {
    order_id: created.body.order_id,
    name: 'Order #1001',
    experience: { language: 'en' },
    purchase: { amount: Number(purchase.amount) },
    ...link,
  });
  return {
    orderId: created.body.order_id as string,
    linkId: opened.body.link_id as string,
    url: opened.body.payment_URL as string,
  };
}
