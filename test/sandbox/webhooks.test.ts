import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openShop, orderWithLink, PAYMENTS, plainClient, type Received } from './plain-client.ts';

let sandbox: Sandbox;
let client: ReturnType<typeof plainClient>;
let shop: Awaited<ReturnType<typeof openShop>>;
let statusFor: (received: Received, count: number) => number;
beforeEach(async () => {
  statusFor = () => 200;
  sandbox = await startSandbox({ clock: 'stopped', rateLimit: false });
  client = plainClient(sandbox);
  shop = await openShop((received, count) => statusFor(received, count));
});
afterEach(async () => {
  await sandbox.stop();
  await shop.close();
});

const pay = async (choice?: { amount: number }) => {
  const { url } = await orderWithLink(client, shop.url);
  const payment = await sandbox.payer.pay(url, choice);
  await sandbox.webhooks.idle();
  return payment.id;
};
const events = () => shop.received.map(({ raw }) => JSON.parse(raw).event);

describe('a settled payment', () => {
  test('sends a thin event, then a snapshot of the order', async () => {
    const id = await pay();
    const [thin, snapshot] = shop.received.map(({ raw }) => JSON.parse(raw));
    expect(thin).toEqual({
      version: 1,
      event: { type: 'payment', name: 'status_updated' },
      order: { paysera_order_id: expect.any(String), merchant_order_id: 'A-1001' },
      payment: { id, status: 'settled', amount: 1990, currency: 'EUR' },
      timestamp: Math.floor(sandbox.clock.now() / 1000),
    });
    expect(snapshot).toMatchObject({
      event: { type: 'order', name: 'amount_paid_updated' },
      order: {
        merchant_order_id: 'A-1001',
        amount: 1990,
        amount_paid: 1990,
        status: 'paid',
        merchant_data: [],
        payment_links: [{ payments: [{ id, status: 'settled', payment_amount: 1990, payment_currency: 'EUR' }] }],
      },
    });
    expect(shop.received).toHaveLength(2);
  });

  test('sends deliveries signed over the exact bytes with the client secret, with the five headers', async () => {
    await pay();
    for (const { headers, raw } of shop.received) {
      const signature = createHmac('sha256', sandbox.credentials.clientSecret).update(raw).digest('hex');
      expect(headers['x-paysera-signature']).toBe(signature);
      expect(headers['x-paysera-signature-alg']).toBe('HMAC-SHA256');
      expect(headers['x-paysera-created-at']).toBe(String(Math.floor(sandbox.clock.now() / 1000)));
      expect(headers['x-paysera-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers['x-paysera-callback-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers['content-type']).toBe('application/json');
    }
  });

  test('is marked as a test in test mode only', async () => {
    await pay();
    expect(shop.received.some(({ raw }) => raw.includes('is_test'))).toBe(false);
    sandbox.setProject({ payment_collection_status: 'test_mode' });
    await pay();
    const [thin, snapshot] = shop.received.slice(2).map(({ raw }) => JSON.parse(raw));
    expect(thin.payment.is_test).toBe(true);
    expect(snapshot.order.is_test).toBe(true);
  });

  test('of a partial payment reports a partial payment', async () => {
    await pay({ amount: 990 });
    const { order } = JSON.parse(shop.received[1]?.raw ?? '');
    expect(order).toMatchObject({ status: 'pending_payment', amount: 1990, amount_paid: 990 });
  });

  test('without a callback_url sends nothing', async () => {
    const { url } = await orderWithLink(client);
    await sandbox.payer.pay(url);
    expect(sandbox.webhooks.list()).toEqual([]);
  });
});

test('a failed payment sends a thin event only', async () => {
  const { url } = await orderWithLink(client, shop.url);
  await sandbox.payer.fail(url);
  await sandbox.webhooks.idle();
  expect(events()).toEqual([{ type: 'payment', name: 'status_updated' }]);
});

test('a refund is reported by a thin event in the field payment', async () => {
  const id = await pay();
  await client.checkout('POST', `${PAYMENTS}/${id}/refunds`, { amount: 500, currency: 'EUR' });
  await sandbox.webhooks.idle();
  expect(JSON.parse(shop.received[2]?.raw ?? '')).toMatchObject({
    event: { type: 'refund', name: 'status_updated' },
    payment: { amount: 500, currency: 'EUR', status: 'completed' },
  });
});

describe('the retry schedule', () => {
  test('tries four times: at once, then 1, 5 and 25 hours after each failure, and no more', async () => {
    statusFor = () => 503;
    await pay();
    await sandbox.clock.advance('40h');
    const [delivery] = sandbox.webhooks.list();
    const times = delivery?.attempts.map(({ at }) => at) ?? [];
    expect(times.slice(1).map((time, place) => (time - (times[place] ?? 0)) / 3_600_000)).toEqual([1, 5, 25]);
    expect(delivery?.status).toBe('failed');
    await sandbox.clock.advance('100d');
    expect(shop.received).toHaveLength(8);
  });

  test('keeps body, ids and Created-At of a delivery over its attempts', async () => {
    statusFor = (_, count) => (count <= 2 ? 500 : 200);
    await pay();
    await sandbox.clock.advance('1h');
    const [first, , again] = shop.received;
    expect(again?.raw).toBe(first?.raw);
    for (const name of ['x-paysera-callback-id', 'x-paysera-created-at', 'x-paysera-signature']) {
      expect(again?.headers[name]).toBe(first?.headers[name]);
    }
    expect(sandbox.webhooks.list().map(({ status }) => status)).toEqual(['delivered', 'delivered']);
  });

  test('ends at once when the shop responds with 401', async () => {
    statusFor = () => 401;
    await pay();
    await sandbox.clock.advance('40h');
    expect(shop.received).toHaveLength(2);
    expect(sandbox.webhooks.list()[0]?.status).toBe('rejected');
  });

  test.each([200, 201, 204, 299])('ends successfully with %i', async (status) => {
    statusFor = () => status;
    await pay();
    await sandbox.clock.advance('40h');
    expect(shop.received).toHaveLength(2);
  });

  test.each([301, 400, 403, 404, 409])('is retried after %i', async (status) => {
    statusFor = () => status;
    await pay();
    await sandbox.clock.advance('1h');
    expect(shop.received).toHaveLength(4);
  });

  test('is retried when the shop cannot be reached', async () => {
    const { url } = await orderWithLink(client, 'http://127.0.0.1:9/hooks');
    await sandbox.payer.pay(url);
    await sandbox.webhooks.idle();
    expect(sandbox.webhooks.list()[0]).toMatchObject({ status: 'waiting', attempts: [{ outcome: 'ECONNREFUSED' }] });
  });

  test('sent manually is sent once, without retries', async () => {
    statusFor = () => 401;
    await pay();
    const [delivery] = sandbox.webhooks.list();
    statusFor = () => 500;
    await sandbox.webhooks.resend(delivery?.id ?? '');
    await sandbox.clock.advance('40h');
    expect(shop.received).toHaveLength(3);
    expect(sandbox.webhooks.list()[0]?.status).toBe('rejected');
    statusFor = () => 200;
    await sandbox.webhooks.resend(delivery?.id ?? '');
    expect(sandbox.webhooks.list()[0]?.status).toBe('delivered');
  });
});

describe('a fault plan for webhooks', () => {
  test('duplicates a delivery, ids and all', async () => {
    sandbox.faults.on('webhook', { do: 'duplicate' });
    await pay();
    const callbackIds = shop.received.map(({ headers }) => headers['x-paysera-callback-id']);
    expect(shop.received).toHaveLength(3);
    expect(new Set(callbackIds).size).toBe(2);
  });

  test('reverses the order of deliveries', async () => {
    sandbox.faults.on('webhook', { do: 'reorder' });
    await pay();
    expect(events().map(({ type }) => type)).toEqual(['order', 'payment']);
  });

  test('can lose an attempt, which is retried an hour later', async () => {
    sandbox.faults.on('webhook', { do: 'lose', times: 2 });
    await pay();
    expect(shop.received).toHaveLength(0);
    await sandbox.clock.advance('1h');
    expect(shop.received).toHaveLength(2);
  });

  test('delays a delivery on the sandbox clock', async () => {
    sandbox.faults.on('webhook', { do: 'late', seconds: 600, times: 2 });
    await pay();
    expect(shop.received).toHaveLength(0);
    await sandbox.clock.advance('10m');
    expect(shop.received).toHaveLength(2);
  });

  test('breaks a signature', async () => {
    sandbox.faults.on('webhook', { do: 'wrong-signature' });
    await pay();
    expect(shop.received[0]?.headers['x-paysera-signature']).toBe('0'.repeat(64));
  });
});

test('deliveries can reach a handler in this process, with no port on either side', async () => {
  const seen: string[] = [];
  const own = await startSandbox({
    port: false,
    deliver: async (request) => {
      seen.push((await request.json()).event.type);
      return new Response(null, { status: 204 });
    },
  });
  const { url } = await orderWithLink(plainClient(own, own.fetch), 'https://shop.example/hooks');
  await own.payer.pay(url);
  await own.webhooks.idle();
  expect(seen).toEqual(['payment', 'order']);
  await own.stop();
});
