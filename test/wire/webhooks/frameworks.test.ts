import { createServer, request as httpRequest, type RequestListener } from 'node:http';
import { connect, createServer as createHttp2 } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { serve } from '@hono/node-server';
import { bodyParser } from '@koa/bodyparser';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWebhookHandler } from '../../../src/webhooks/handler.ts';
import { type NodeListener, toNodeListener } from '../../../src/webhooks/http/node-listener.ts';
import { verifyWebhook } from '../../../src/webhooks/verify.ts';
import { headersOf, hmac, ORDER, SECRET } from '../../support/webhooks/payloads.ts';

// Parsed and serialized again, these are other bytes.
const body = JSON.stringify(ORDER, null, 2).replaceAll('-', '\\u002d');
const closing: (() => unknown)[] = [];
const order = vi.fn();
const onError = vi.fn();
let handler: (request: Request) => Promise<Response>;
let listener: NodeListener;

beforeEach(() => {
  handler = createWebhookHandler({ secret: SECRET, on: { order }, onError });
  listener = toNodeListener(handler);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  vi.clearAllMocks();
  vi.restoreAllMocks();
});

async function urlOf(server: Server): Promise<string> {
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function deliver(server: Server, sent: string = body): Promise<[number, string]> {
  const { host: _, ...headers } = headersOf(hmac(sent));
  const response = await fetch(await urlOf(server), { method: 'POST', headers, body: sent });
  return [response.status, await response.text()];
}

function handled(): void {
  expect(onError.mock.calls).toEqual([]);
  expect(order).toHaveBeenCalledTimes(1);
  expect(order.mock.calls[0]?.[0]).toMatchObject({ order: ORDER.order });
}

describe('a delivery is verified', () => {
  it('by node:http', async () => {
    expect(await deliver(createServer(listener).listen(0))).toEqual([200, 'handled']);
    handled();
  });

  it('by Express, ahead of express.json()', async () => {
    const app = express().post('/', listener).use(express.json());
    expect(await deliver(app.listen(0))).toEqual([200, 'handled']);
    handled();
  });

  it('by Express with express.raw()', async () => {
    const app = express()
      .use(express.raw({ type: '*/*' }))
      .post('/', listener)
      .use(express.json());
    expect(await deliver(app.listen(0))).toEqual([200, 'handled']);
    handled();
  });

  it('by Express with express.text()', async () => {
    const app = express()
      .use(express.text({ type: '*/*' }))
      .post('/', listener);
    expect(await deliver(app.listen(0))).toEqual([200, 'handled']);
    handled();
  });

  it('by Express behind express.json() that keeps the bytes', async () => {
    const verify = (request: object, _: unknown, bytes: Buffer) => Object.assign(request, { rawBody: bytes });
    const app = express().use(express.json({ verify })).post('/', listener);
    expect(await deliver(app.listen(0))).toEqual([200, 'handled']);
    handled();
  });

  it('by Express after another parser that left the body unread', async () => {
    const app = express().use(express.urlencoded()).post('/', listener);
    expect(await deliver(app.listen(0))).toEqual([200, 'handled']);
    handled();
  });

  it('by Fastify with a parser that keeps the bytes', async () => {
    const app = Fastify();
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
    app.post<{ Body: Buffer }>('/', async ({ headers, body }) => {
      const event = await verifyWebhook({ headers, body, secret: SECRET });
      order(event);
      return 'handled';
    });
    await app.listen({ port: 0 });
    expect(await deliver(app.server)).toEqual([200, 'handled']);
    handled();
  });

  it('by Hono', async () => {
    const app = new Hono().post('/', (c) => handler(c.req.raw));
    expect(await deliver(serve({ fetch: app.fetch, port: 0 }) as Server)).toEqual([200, 'handled']);
    handled();
  });

  it('by Koa, ahead of the body parser', async () => {
    const app = new Koa();
    app.use(async (ctx) => {
      ctx.respond = false;
      await listener(ctx.req, ctx.res);
    });
    app.use(bodyParser());
    expect(await deliver(app.listen(0))).toEqual([200, 'handled']);
    handled();
  });

  it('by a Next.js route, which receives a Request', async () => {
    const POST = handler;
    expect(await deliver(serve({ fetch: (request) => POST(request), port: 0 }) as Server)).toEqual([200, 'handled']);
    handled();
  });

  it('over HTTP/2, whose header names may begin with a colon', async () => {
    const server = createHttp2((request, response) => void listener(request, response)).listen(0);
    const session = connect(await urlOf(server));
    closing.unshift(() => session.destroy());
    const { host: _, ...headers } = headersOf(hmac(body));
    const stream = session.request({ ':method': 'POST', ':path': '/hooks', ...headers });
    const status = new Promise((resolve) => stream.once('response', (headers) => resolve(headers[':status'])));
    stream.end(body);
    expect(await status).toBe(200);
    handled();
  });
});

describe('a body consumed by a parser is a mistake of the receiver: 500, after which Paysera retries', () => {
  const advice = expect.objectContaining({ reason: 'body-not-raw', message: expect.stringContaining('NestJS') });

  it('in Express, whose error handler gets the advice', async () => {
    const caught = vi.fn();
    const app = express().use(express.json()).post('/', listener);
    app.use(((error, _request, response, _next) => {
      caught(error);
      response.status(500).end();
    }) as express.ErrorRequestHandler);
    expect((await deliver(app.listen(0)))[0]).toBe(500);
    expect(caught).toHaveBeenCalledWith(advice);
    expect(order).not.toHaveBeenCalled();
  });

  it('in Koa, behind the body parser', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    const app = new Koa();
    app.use(bodyParser());
    app.use(async (ctx) => {
      ctx.respond = false;
      await listener(ctx.req, ctx.res);
    });
    expect((await deliver(app.listen(0)))[0]).toBe(500);
    expect(printed).toHaveBeenCalledWith(advice);
  });

  it('in Hono, after c.req.json()', async () => {
    const app = new Hono().post('/', async (c) => {
      await c.req.json();
      return handler(c.req.raw);
    });
    expect((await deliver(serve({ fetch: app.fetch, port: 0 }) as Server))[0]).toBe(500);
    expect(onError).toHaveBeenCalledWith(advice);
  });

  it('in Fastify, with its own JSON parser', async () => {
    const app = Fastify();
    const caught = vi.fn();
    app.setErrorHandler((error, _, reply) => {
      caught(error);
      return reply.status(500).send();
    });
    app.post<{ Body: Buffer }>('/', ({ headers, body }) => verifyWebhook({ headers, body, secret: SECRET }));
    await app.listen({ port: 0 });
    expect((await deliver(app.server))[0]).toBe(500);
    expect(caught).toHaveBeenCalledWith(advice);
  });
});

describe('toNodeListener', () => {
  it('responds with 413 to 10 MB, and accepts the next delivery', async () => {
    const server = createServer(listener).listen(0);
    const [status] = await deliver(server, 'x'.repeat(10_000_000));
    expect(status).toBe(413);
    expect(await deliver(server)).toEqual([200, 'handled']);
  });

  it('responds with 413 to an endless body', async () => {
    const url = await urlOf(createServer(listener).listen(0));
    const response = await new Promise((resolve, reject) => {
      const sent = httpRequest(url, { method: 'POST', headers: headersOf(hmac('')) }, (response) => {
        resolve([response.statusCode, response.headers.connection]);
        sent.destroy();
      });
      // Once it has its answer, the socket may be gone while the sender still writes.
      sent.on('error', reject);
      const write = () => {
        while (!sent.destroyed && sent.write('x'.repeat(65_536)));
      };
      sent.on('drain', write);
      write();
    });
    // What is still to come is not waited for.
    expect(response).toEqual([413, 'close']);
  });

  it('survives a sender that disconnects in the middle of the body', async () => {
    const server = createServer(listener).listen(0);
    const url = await urlOf(server);
    const headers = { ...headersOf(hmac(body)), 'content-length': String(body.length) };
    const request = httpRequest(url, { method: 'POST', headers });
    request.on('error', () => {});
    request.write(body.slice(0, 100));
    await new Promise((resolve) => server.once('request', resolve));
    request.destroy();
    await vi.waitFor(() => expect(onError).toHaveBeenCalled());
    expect(order).not.toHaveBeenCalled();
    expect(await deliver(server)).toEqual([200, 'handled']);
  });

  it('passes on what a handler throws, or responds with 500 when there is no `next`', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    const broken = toNodeListener(() => Promise.reject(new Error('broken')));
    expect((await deliver(createServer(broken).listen(0)))[0]).toBe(500);
    expect(printed).toHaveBeenCalledWith(expect.objectContaining({ message: 'broken' }));
    const next = vi.fn();
    const response = { statusCode: 0, setHeader: vi.fn(), end: vi.fn() };
    await broken(
      { method: 'GET', url: '/', headers: {}, [Symbol.asyncIterator]: async function* () {} },
      response,
      next,
    );
    expect(next).toHaveBeenCalledWith(expect.objectContaining({ message: 'broken' }));
    expect(response.end).not.toHaveBeenCalled();
  });

  it('refuses every method except POST', async () => {
    const url = await urlOf(createServer(listener as RequestListener).listen(0));
    expect((await fetch(url)).status).toBe(401);
  });
});
