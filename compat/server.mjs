import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { Redis } from 'ioredis';
import { redisServer } from '../test/support/state/servers.ts';
import { upstashAnswer } from '../test/support/state/upstash.ts';

/** A minimal Paysera for the smoke suite, on loopback, and a Redis behind the REST API of Upstash. Verifies MACs with its own implementation. */
export async function startServer() {
  const redis = await redisServer();
  const client = redis && new Redis(redis.url);
  const stats = { tokens: 0, hasRedis: client !== undefined };
  const pages = new Map();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, `http://${request.headers.host}`);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const page = pages.get(url.pathname);
    if (page) {
      response.writeHead(200, { 'content-type': page.type }).end(page.text);
      return;
    }
    if (url.pathname.endsWith('/slow')) return; // Never answered.
    const [status, answer] =
      client && url.pathname === '/redis'
        ? await upstashAnswer(client, 'a-token', { authorization: request.headers.authorization, body: String(body) })
        : route({ request, url, body, stats });
    response
      .writeHead(status, { 'content-type': 'application/json', date: new Date().toUTCString() })
      .end(JSON.stringify(answer));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Serves a file next to the API, for the browser. */
    serve: (path, type, text) => pages.set(path, { type, text }),
    async close() {
      server.closeAllConnections();
      server.close();
      if (client) {
        const keys = await client.keys('paysera-compat:*');
        if (keys.length > 0) await client.del(keys);
        client.disconnect();
      }
      await redis?.stop();
    },
  };
}

const WEBHOOK = JSON.stringify({
  event: { type: 'order', name: 'amount_paid_updated' },
  order: {
    ...{
      paysera_order_id: '01990000-0000-7000-8000-000000000001',
      merchant_order_id: 'ORDER-001',
      source: 'Integration',
    },
    ...{
      amount: 1990,
      amount_paid: 1990,
      currency: 'EUR',
      status: 'paid',
      created_at: 1760000000,
      updated_at: 1760000160,
    },
    ...{ merchant_data: [], payment_links: [] },
  },
});

function route({ request, url, body, stats }) {
  const { pathname } = url;
  if (pathname === '/stats') return [200, stats];
  if (pathname === '/webhook')
    return [200, { body: WEBHOOK, signature: createHmac('sha256', 'secret').update(WEBHOOK).digest('hex') }];
  if (pathname.endsWith('/openid-connect/token')) {
    const form = new URLSearchParams(body.toString());
    if (form.get('client_secret') !== 'secret') return [401, { error: 'invalid_client' }];
    stats.tokens++;
    return [200, { access_token: 'token', expires_in: 3600, token_type: 'Bearer' }];
  }
  if (/^\/(checkout|notification)\/rest\/v1/.test(pathname)) return recurring({ request, url, body });
  if (request.headers.authorization !== 'Bearer token') return [401, { error: 'unauthorized' }];
  if (pathname === '/merchant-order/integration/v1/orders')
    return request.method === 'POST' ? created(JSON.parse(body)) : [200, listed(url)];
  if (pathname.endsWith('/order-1')) return [200, { id: 'order-1', status: 'paid', amount: 2500, currency: 'EUR' }];
  return [404, { error: 'not_found', error_description: 'There is no such order.' }];
}

function created({ purchase }) {
  if (String(purchase.amount) !== '2500')
    return [400, { error: 'invalid_request', error_description: JSON.stringify(purchase) }];
  return [
    201,
    {
      order_id: 'order-1',
      project_id: 'p',
      source: 'Integration',
      created_at: 1760000000,
      purchase: { ...purchase, amount: 2500 },
    },
  ];
}

function listed(url) {
  if (url.searchParams.getAll('status[]').join() !== 'paid') return { items: [], cursor: null, has_more: false };
  const item = (id) => ({ id, amount: 1, currency: 'EUR', status: 'paid' });
  return url.searchParams.get('cursor') === 'two'
    ? { items: [item('o-3')], cursor: null, has_more: false }
    : { items: [item('o-1'), item('o-2')], cursor: 'two', has_more: true };
}

function recurring({ request, url, body }) {
  const header = request.headers.authorization ?? '';
  const {
    ts,
    nonce,
    mac,
    ext = '',
  } = Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const lines = [ts, nonce, request.method, url.pathname + url.search, url.hostname, url.port, ext];
  const expected = createHmac('sha256', 'key')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('base64');
  const hash = new URLSearchParams(ext).get('body_hash');
  const hashHolds = body.length === 0 || hash === createHash('sha256').update(body).digest('base64');
  if (mac !== expected || !hashHolds)
    return [401, { error: 'unauthorized', error_description: 'the MAC does not hold' }];
  if (url.pathname.endsWith('/payment-requests')) {
    const { price, order_id } = JSON.parse(body);
    return [
      200,
      {
        id: 'request-1',
        status: 'new',
        order_id,
        price,
        authorization_url: 'https://checkout-eu-a.paysera.com/pay/request-1',
      },
    ];
  }
  return [
    200,
    {
      items: [{ id: 'n-1', event: 'payment_request.status_changed', status: 'new' }],
      _metadata: { total: 1, has_next: false },
    },
  ];
}
