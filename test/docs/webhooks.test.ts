import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { INestApplication } from '@nestjs/common';
import type { Express } from 'express';
import type { FastifyInstance } from 'fastify';
import type { Hono } from 'hono';
import type Koa from 'koa';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createCheckout } from '../../src/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Inbox } from '../../src/webhooks/index.ts';
import { ExampleFolder, examplesOf } from '../support/documented-examples.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { redisServer } from '../support/state/servers.ts';
import { DISTRIBUTION, headersOf, hmac, ORDER, PAYMENT, post, REFUND, SECRET } from '../support/webhooks/payloads.ts';

const PAGE = 'docs/webhooks.md';
// What a reader brings: a shop that remembers what it was told.
const shop = {
  shipped: [] as string[],
  activated: [] as unknown[],
  ship: async (id: string) => void shop.shipped.push(id),
  priceOf: async (id: string, cart: string | undefined) => (id === 'A-1001' && cart === '77' ? 1990 : 1),
  activate: async (...all: unknown[]) => void shop.activated.push(all),
};
const SHOP = `
interface Shop {
  ship(id: string): Promise<void>;
  priceOf(id: string, cart: string | undefined): Promise<number>;
  activate(orderId: string | undefined, token: string | undefined): Promise<void>;
}
export const { ship, priceOf, activate } = (globalThis as unknown as { shop: Shop }).shop;
`;

const redis = await redisServer();
let folder: ExampleFolder;
let database: Postgres;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  database = await startPostgres();
  // What postgres.js reads when the URL says nothing.
  vi.stubEnv('PGHOST', database.host);
  vi.stubEnv('PGUSER', database.user);
  vi.stubEnv('PGDATABASE', 'postgres');
  vi.stubEnv('PAYSERA_CLIENT_SECRET', SECRET);
  vi.stubEnv('INBOX', ':memory:');
  vi.stubEnv('REDIS_URL', redis?.url);
  vi.stubEnv('CALLBACK_SECRET', 'of-the-url');
  vi.stubGlobal('shop', shop);
  const examples = await examplesOf(PAGE);
  folder = await ExampleFolder.create(examples, { 'shop.ts': SHOP });
}, 300_000);

afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await folder?.remove();
  await database?.stop();
  await redis?.stop();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

/** How each example is brought onto a port. */
const listening: Record<string, (example: Record<string, unknown>) => Promise<Server>> = {
  'app/hooks/paysera/route.ts': async ({ POST }) => serve({ fetch: POST as Fetch, port: 0 }) as Server,
  'fulfil.ts': async ({ POST }) => serve({ fetch: POST as Fetch, port: 0 }) as Server,
  'inbox-postgres.ts': async ({ POST, close }) => {
    closing.push(close as () => unknown);
    return serve({ fetch: POST as Fetch, port: 0 }) as Server;
  },
  'inbox-sqlite.ts': async ({ POST }) => serve({ fetch: POST as Fetch, port: 0 }) as Server,
  'inbox-redis.ts': async ({ POST, close }) => {
    closing.push(close as () => unknown);
    return serve({ fetch: POST as Fetch, port: 0 }) as Server;
  },
  'server.ts': async ({ server }) => (server as Server).listen(0),
  'express.ts': async ({ app }) => (app as Express).listen(0),
  'fastify.ts': async ({ app }) => {
    await (app as FastifyInstance).listen({ port: 0 });
    return (app as FastifyInstance).server;
  },
  'hono.ts': async ({ app }) => serve({ fetch: (app as Hono).fetch, port: 0 }) as Server,
  'koa.ts': async ({ app }) => (app as Koa).listen(0),
  'pages/api/paysera.ts': async ({ default: listener, config }) =>
    createServer(asNextDoes(listener as RequestListener, config)).listen(0),
  'nest.ts': async ({ app }) => {
    await (app as INestApplication).listen(0);
    return (app as INestApplication).getHttpServer() as Server;
  },
  'worker.ts': async ({ default: worker }) => {
    const { fetch } = worker as { fetch(request: Request, env: object): Promise<Response> };
    return serve({ fetch: (request) => fetch(request, { PAYSERA_CLIENT_SECRET: SECRET }), port: 0 }) as Server;
  },
  'handler.ts': async ({ handler }) => serve({ fetch: handler as Fetch, port: 0 }) as Server,
};

type Fetch = (request: Request) => Promise<Response>;

/** Next.js parses the body of an API route unless its `config` says otherwise. */
function asNextDoes(listener: RequestListener, config: unknown): RequestListener {
  return async (request, response) => {
    const { bodyParser } = (config as { api: { bodyParser: boolean } }).api;
    if (bodyParser !== false) {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      Object.assign(request, { body: JSON.parse(Buffer.concat(chunks).toString()) });
    }
    listener(request, response);
  };
}

describe('every example on the page', () => {
  it('compiles under the strictest settings', { timeout: 60_000 }, async () => {
    expect(await folder.typeCheck()).toBe('');
  });

  it('is run by one of these tests', async () => {
    const others = [
      ...['verify.ts', 'handler.test.ts', 'recurring.ts', 'refunds.ts'],
      ...['inbox-transaction.ts', 'retry-set-aside.ts'],
    ];
    expect([...(await examplesOf(PAGE)).keys()].sort()).toEqual([...Object.keys(listening), ...others].sort());
  });

  // Without a Redis, which the run says, its example is only compiled.
  it.each(Object.keys(listening).filter((name) => redis || name !== 'inbox-redis.ts'))(
    '%s handles genuine deliveries over HTTP, each once, refuses all others, and ships what is paid in full',
    async (name) => {
      vi.spyOn(console, 'error').mockImplementation(() => {});
      const example = await folder.import(name);
      const server = await (listening[name] as (typeof listening)[string])(example);
      closing.push(() => server.close());
      if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/paysera`;
      // One event for each, since some share a handler; and a body that any parser and serializer would change.
      const id = `${name} ${crypto.randomUUID()}`;
      const order = { ...ORDER, order: { ...ORDER.order, paysera_order_id: id, source: 'Parduotuvė/internete' } };
      const body = JSON.stringify(order, null, 4).replaceAll('/', '\\/').replaceAll('ė', '\\u0117');
      const send = async (sent: string, signature: string): Promise<unknown[]> => {
        const { host: _, ...headers } = headersOf(signature);
        const response = await fetch(url, { method: 'POST', headers, body: sent });
        return [response.status, await response.text()];
      };
      shop.shipped.length = 0;
      expect(await send(body, hmac(JSON.stringify(order)))).toEqual([401, 'failed']);
      const part = { ...order, order: { ...order.order, amount_paid: 990, status: 'pending_payment' } };
      expect(await send(JSON.stringify(part), hmac(JSON.stringify(part)))).toEqual([200, 'handled']);
      // A reader copies it: what is not paid in full must not be shipped.
      expect(shop.shipped).toEqual([]);
      expect(await send(body, hmac(body))).toEqual([200, 'handled']);
      expect(await send(body, hmac(body))).toEqual([200, 'seen']);
      expect(shop.shipped).toEqual(['A-1001']);
    },
  );

  it('inbox-transaction.ts has its effect once, and retry-set-aside.ts handles what it could not', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const logged = vi.spyOn(console, 'log').mockImplementation(() => {});
    const { POST, inbox, close } = (await folder.import('inbox-transaction.ts')) as {
      POST: Fetch;
      inbox: Inbox;
      close(): void;
    };
    const { retryAll } = (await folder.import('retry-set-aside.ts')) as {
      retryAll(inbox: Inbox, handler: Fetch): Promise<void>;
    };
    const sql = postgres({ host: database.host, username: database.user, database: 'postgres' });
    closing.push(close, () => sql.end());
    const statuses = async (times: number) => {
      const answers: number[] = [];
      for (let delivery = 0; delivery < times; delivery++) answers.push((await POST(post(ORDER))).status);
      return answers;
    };
    const sales = async () => [...(await sql`SELECT id, status FROM sales`)].map((row) => ({ ...row }));
    await sql`ALTER TABLE sales RENAME TO away`;
    expect(await statuses(5)).toEqual([500, 500, 500, 500, 200]);
    await sql`ALTER TABLE away RENAME TO sales`;
    expect(await sales()).toEqual([]);
    await retryAll(inbox, POST);
    await retryAll(inbox, POST);
    expect(logged.mock.calls).toEqual([[expect.any(Date), JSON.stringify(ORDER)]]);
    expect(await sales()).toEqual([{ id: 'A-1001', status: 'paid' }]);
    expect(await statuses(1)).toEqual([200]);
    expect(await sales()).toHaveLength(1);
    logged.mockRestore();
  });

  it('handler.test.ts passes', async () => {
    await folder.import('handler.test.ts');
  });

  it('verify.ts handles each type of event', async () => {
    const { read } = (await folder.import('verify.ts')) as { read(request: Request): Promise<string> };
    expect(await Promise.all([ORDER, PAYMENT, REFUND, DISTRIBUTION].map((payload) => read(post(payload))))).toEqual([
      'A-1001 is paid: 1990 of 1990',
      'payment 01990000-0000-7000-8000-0000000000c1 is settled',
      'refund of 500 EUR is refunded',
      `paysera.fund-distributor.distribution completed: ${JSON.stringify(DISTRIBUTION)}`,
    ]);
  });

  it('refunds.ts has the right total after three equal refunds in one second, whose webhooks are the same', async () => {
    const handlers: Fetch[] = [];
    const bodies: string[] = [];
    const sandbox = await startSandbox({
      ...{ port: false, clock: 'stopped', refundSeconds: 60, rateLimit: false, credentials: { clientSecret: SECRET } },
      deliver: async (request) => {
        const body = await request.clone().text();
        if (JSON.parse(body).event.type === 'refund') bodies.push(body);
        return handlers[0]?.(request) ?? new Response(null, { status: 404 });
      },
    });
    closing.push(() => sandbox.stop());
    vi.stubEnv('PAYSERA_CLIENT_ID', sandbox.credentials.clientId);
    const real = globalThis.fetch;
    vi.stubGlobal('fetch', (url: string, init?: RequestInit) =>
      sandbox.fetch(url.replace('https://api.paysera.com', sandbox.url), init),
    );
    const { POST, reconcile, refunded } = (await folder.import('refunds.ts')) as {
      POST: Fetch;
      reconcile(paymentId: string): Promise<boolean>;
      refunded: Map<string, number>;
    };
    handlers.push(POST);
    const checkout = createCheckout({ ...sandbox.credentials, baseUrl: sandbox.url, fetch: sandbox.fetch });
    const { paymentUrl } = await checkout.createPayment({
      purchase: { reference: 'R-1', amount: 1000, currency: 'EUR' },
      redirect_urls: { callback_url: 'https://shop.example/hooks/paysera' },
      link: { experience: { language: 'en' } },
    });
    const { id } = await sandbox.payer.pay(paymentUrl);
    for (let count = 0; count < 3; count++) await checkout.payments.refund(id, { amount: 100, currency: 'EUR' });
    expect(await reconcile(id), 'refunds are pending').toBe(false);
    expect(refunded.get(id)).toBe(0);
    await sandbox.clock.advance('1h');
    await sandbox.webhooks.idle();
    expect([bodies.length, new Set(bodies).size], 'webhooks, and different ones').toEqual([3, 1]);
    expect(refunded.get(id), 'the handler has read the total').toBeGreaterThanOrEqual(100);
    expect(await reconcile(id), 'as the job does').toBe(true);
    expect(refunded.get(id)).toBe(300);
    vi.stubGlobal('fetch', real);
  });

  it('recurring.ts handles a callback, and notifications that were missed', async () => {
    for (const [name, value] of Object.entries({ MAC_ID: 'id', MAC_KEY: 'key', BUSINESS_ID: 'b' }))
      vi.stubEnv(`PAYSERA_${name}`, value);
    const calls: string[] = [];
    const notification = (id: string) => ({
      id,
      status: 'new',
      event: 'payment_request.captured',
      data: { payment_request: { id: 'p', status: 'captured', order_id: `S-${id}`, issued_token: `t-${id}` } },
    });
    const real = globalThis.fetch;
    vi.stubGlobal('fetch', async (input: Request | string | URL, init?: RequestInit) => {
      const request = new Request(input, init);
      calls.push(`${request.method} ${new URL(request.url).pathname}`);
      const id = /notifications\/([^/]+)/.exec(request.url)?.[1];
      if (id) return Response.json(notification(id));
      return Response.json({ items: [notification('n-2')], _metadata: { total: 1, has_next: false } });
    });
    const { POST, catchUp } = (await folder.import('recurring.ts')) as {
      POST: Fetch;
      catchUp(signal: AbortSignal): Promise<unknown>;
    };
    const form = { method: 'POST', body: new URLSearchParams({ notification_id: 'n-1' }) };
    const deliver = (url: string) => POST(new Request(url, form));
    expect((await deliver('https://shop.example/hooks')).status).toBe(403);
    expect((await deliver('https://shop.example/hooks?secret=of-the-url')).status).toBe(200);
    expect(await catchUp(new AbortController().signal)).toEqual({ handled: 1, left: 0 });
    expect(shop.activated).toEqual([
      ['S-n-1', 't-n-1'],
      ['S-n-2', 't-n-2'],
    ]);
    const base = '/notification/rest/v1/notifications';
    expect(calls).toEqual([
      `GET ${base}/n-1`,
      `PUT ${base}/n-1/read`,
      `GET ${base}`,
      `GET ${base}/n-2`,
      `PUT ${base}/n-2/read`,
    ]);
    vi.stubGlobal('fetch', real);
  });
});

it('the page introduces each of the reader’s own files that an example imports', async () => {
  const page = await readFile(PAGE, 'utf8');
  const names = new Set(
    [...page.matchAll(/import \{ ([\w, ]+) \} from '\.\/shop\.ts'/g)].flatMap(([, all = '']) => all.split(', ')),
  );
  const [introduction = ''] = page.split("'./shop.ts'");
  const [, , after = ''] = page.split('```');
  expect(introduction).not.toBe(page);
  for (const name of names) expect(after.split('##')[0]).toContain(`\`${name}`);
});
