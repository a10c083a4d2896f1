import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { objectsAlive } from '../support/objects.ts';
import { LINKS, ORDERS, openShop, orderWithLink, PROJECT, plainClient } from './plain-client.ts';

test('2,000 orders are created, paid and delivered in one run', { timeout: 600_000 }, async () => {
  const sandbox = await startSandbox({ rateLimit: false });
  const shop = await openShop();
  const client = plainClient(sandbox);
  const sell = async (n: number) => {
    const { url } = await orderWithLink(client, shop.url, { reference: `LOAD-${n}` });
    await sandbox.payer.pay(url);
  };
  const numbers = Array.from({ length: 2000 }, (_, n) => n).values();
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (const n of numbers) await sell(n);
    }),
  );
  await sandbox.webhooks.idle();
  const paid = new Set<string>();
  for (const { raw } of shop.received) {
    const { event, order } = JSON.parse(raw);
    if (event.type === 'order' && order.status === 'paid') paid.add(order.merchant_order_id);
  }
  expect(paid.size).toBe(2000);
  expect(shop.received).toHaveLength(4000);
  const last = await client.checkout('GET', `${ORDERS}?status[]=paid&q=LOAD-1999`);
  expect(last.body.items).toHaveLength(1);
  await sandbox.stop();
  await shop.close();
});

test('50,000 requests leave no objects in memory', { timeout: 300_000 }, async () => {
  const sandbox = await startSandbox({ rateLimit: 100_000, tokenLifetime: 1e9, clock: 'stopped', port: false });
  const client = plainClient(sandbox, sandbox.fetch);
  const { orderId, linkId } = await orderWithLink(client);
  const calls = [
    () => client.checkout('GET', `${ORDERS}/${orderId}`),
    () => client.checkout('GET', `${ORDERS}?status[]=paid`),
    () => client.checkout('PATCH', `${ORDERS}/${orderId}`, { reference: 'soak' }),
    () => client.checkout('PUT', `${LINKS}/${linkId}`, { name: 'soak' }),
    () => client.checkout('GET', `${PROJECT}/methods`),
    () => client.checkout('POST', ORDERS, {}),
    () => client.recurring('GET', '/notification/rest/v1/notifications?status=new'),
    () => client.raw('GET', '/', undefined, {}),
  ];
  const REFUSED = 5;
  const soak = async (count: number) => {
    for (let n = 0; n < count; n++) {
      const reply = await calls[n % calls.length]?.();
      if (reply?.status !== (n % calls.length === REFUSED ? 400 : 200)) throw new Error(`call ${n}: ${reply?.status}`);
      if (n % 1000 === 999) await sandbox.clock.advance('5m');
    }
  };
  await soak(10_000);
  const before = await objectsAlive();
  await soak(40_000);
  const after = await objectsAlive();
  console.log(`${before} objects after 10,000 requests, ${after} after 50,000`);
  // One object kept of every hundredth request would be 400.
  expect(after - before).toBeLessThan(400);
  await sandbox.stop();
});
