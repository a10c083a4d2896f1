import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createCheckout, isRateLimitError, isValidationError } from 'paysera-client';
import { type Sandbox, startSandbox } from 'paysera-client/sandbox';
import { createWebhookHandler, isFulfilled, signWebhook } from 'paysera-client/webhooks';

const DOCUMENT = fileURLToPath(import.meta.resolve('paysera-client/openapi/checkout.json'));
const MOCK = 4021;
const PROXY = 4022;
const ORDER = { purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' } };

const started: ChildProcess[] = [];
let sandbox: Sandbox;

before(async () => {
  sandbox = await startSandbox({ rateLimit: false });
  await Promise.all([
    prism('mock', '--port', `${MOCK}`, DOCUMENT),
    prism('proxy', '--port', `${PROXY}`, '--errors', DOCUMENT, sandbox.url),
  ]);
});
after(async () => {
  for (const server of started) {
    const ended = once(server, 'exit');
    if (server.kill()) await ended;
  }
  await sandbox.stop();
});

/** Runs the command of @stoplight/prism-cli, and waits until it listens. */
async function prism(...input: string[]): Promise<void> {
  const cli = fileURLToPath(new URL('node_modules/@stoplight/prism-cli/dist/index.js', import.meta.url));
  const server = spawn(process.execPath, [cli, ...input], { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(server);
  // Read to its end: Prism stops when nobody takes what it prints.
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (text) => String(text).includes('listening on') && resolve());
    server.on('exit', (code) => reject(new Error(`prism ${input.join(' ')} ended with ${code}`)));
  });
}

const mocked = createCheckout({
  ...{ clientId: 'any', clientSecret: 'any', baseUrl: `http://127.0.0.1:${MOCK}` },
  ...{ rateLimit: false, retry: false, validation: 'throw' },
});

test('the mock answers with the examples of the document', async () => {
  const order = await mocked.orders.create(ORDER);
  assert.equal(order.purchase?.amount, 1000);
});

test('the mock answers with each error that the document has', async () => {
  const answering = (code: number) => ({ headers: { Prefer: `code=${code}` } });
  await assert.rejects(mocked.orders.update(crypto.randomUUID(), { amount: 2000 }, answering(422)), isValidationError);
  await assert.rejects(async () => mocked.orders.list({}, answering(429)), isRateLimitError);
});

test('the proxy holds each request and each answer of the sandbox against the document', async () => {
  const { credentials } = sandbox;
  const checkout = createCheckout({ ...credentials, baseUrl: `http://127.0.0.1:${PROXY}`, rateLimit: false });
  const { order_id } = await checkout.orders.create(ORDER);
  assert.equal((await checkout.orders.get(order_id)).status, 'pending_payment');

  // Nothing of this client sends such a request; what does is stopped on its way.
  const refused = await fetch(`http://127.0.0.1:${PROXY}/merchant-order/integration/v1/orders`, {
    method: 'POST',
    headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json' },
    body: JSON.stringify({ purchase: { reference: 'A-1', amount: 1000.5 } }),
  });
  assert.equal(refused.status, 422);
});

test('webhooks, which Prism does not send, are tested beside it', async () => {
  const shipped: string[] = [];
  const handler = createWebhookHandler({
    secret: 'client-secret',
    on: {
      order({ order }) {
        if (isFulfilled(order, { currency: 'EUR', amount: 1000 })) shipped.push(order.merchant_order_id);
      },
    },
    onError: () => {}, // a forged delivery follows
  });
  const time = Math.floor(Date.now() / 1000);
  const order = {
    ...{ paysera_order_id: crypto.randomUUID(), merchant_order_id: 'ORDER-001', source: 'Integration' },
    ...{ amount: 1000, amount_paid: 1000, currency: 'EUR', status: 'paid', created_at: time, updated_at: time },
    ...{ merchant_data: [], payment_links: [] },
  };
  const body = { event: { type: 'order', name: 'amount_paid_updated' }, order };
  const signed = await signWebhook({ body, secret: 'client-secret' });
  const deliver = () => handler(new Request('https://shop.example/hooks', { method: 'POST', ...signed }));
  assert.equal((await deliver()).status, 200);
  assert.equal((await deliver()).status, 200);
  assert.deepEqual(shipped, ['ORDER-001']);

  const forged = await signWebhook({ body, secret: 'another' });
  const { status } = await handler(new Request('https://shop.example/hooks', { method: 'POST', ...forged }));
  assert.equal(status, 401);
});
