import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Checkout,
  createCheckout,
  createRecurringBilling,
  isOutcomeUnknownError,
  readPrice,
} from '../../../src/index.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { openShop } from '../../sandbox/plain-client.ts';

let sandbox: Sandbox;
let checkout: Checkout;
let shop: Awaited<ReturnType<typeof openShop>>;
beforeEach(async () => {
  sandbox = await startSandbox({ clock: 'stopped', startAt: new Date('2026-01-31T10:00:00Z') });
  shop = await openShop();
  checkout = createCheckout({ ...sandbox.credentials, baseUrl: sandbox.url, now: sandbox.clock.now });
});
afterEach(async () => {
  await sandbox.stop();
  await shop.close();
});

const payment = (reference: string) =>
  checkout.createPayment({
    purchase: { reference, amount: 1990, currency: 'EUR' },
    redirect_urls: { callback_url: shop.url },
  });

describe('a shop that uses the client', () => {
  test('sells: it creates an order and a link, is paid, receives the webhook and reads the order', async () => {
    const { orderId, paymentUrl } = await payment('A-1');
    await sandbox.payer.pay(paymentUrl, { method: 'swedbank' });
    await sandbox.webhooks.idle();
    const { order } = JSON.parse(shop.received[1]?.raw ?? '');
    expect(order.paysera_order_id).toBe(orderId);
    expect(await checkout.orders.get(orderId)).toMatchObject({ status: 'paid', amount_paid: 1990 });
    expect((await checkout.orders.list({ status: ['paid'] })).items.map(({ id }) => id)).toEqual([orderId]);
  });

  test('can be paid in two parts', async () => {
    const { orderId, paymentUrl } = await payment('A-2');
    await sandbox.payer.pay(paymentUrl, { amount: 1000 });
    expect(await checkout.orders.get(orderId)).toMatchObject({
      status: 'pending_payment',
      amount_paid: 1000,
      balance_due: 990,
    });
    await sandbox.payer.pay(paymentUrl, { amount: 990 });
    expect((await checkout.orders.get(orderId)).status).toBe('paid');
  });

  test('refunds twice with one key, and the money is returned once', async () => {
    const { paymentUrl } = await payment('A-3');
    const { id } = await sandbox.payer.pay(paymentUrl);
    const refund = () =>
      checkout.payments.refund(id, { amount: 500, currency: 'EUR' }, { idempotencyKey: 'refund-A-3' });
    expect(await refund()).toEqual(await refund());
    await sandbox.webhooks.idle();
    expect(await checkout.payments.refundEligibility(id)).toMatchObject({
      refunded_amount: 500,
      remaining_refundable: 1490,
    });
  });

  test('finds the order after a lost response to createOrder, instead of creating another', async () => {
    sandbox.faults.on('createOrder', { after: 'write', do: 'reset' });
    const error = await checkout.orders
      .create({ purchase: { reference: 'A-4', amount: 1990, currency: 'EUR' } })
      .catch((error: unknown) => error);
    if (!isOutcomeUnknownError(error)) throw error;
    const found = await error.resolve();
    expect(found).toMatchObject({ outcome: 'happened', value: { purchase: { reference: 'A-4', amount: 1990 } } });
    expect((await checkout.orders.list({ q: 'A-4' })).items).toHaveLength(1);
  });

  test('continues when its token expires', async () => {
    await checkout.project.get();
    await sandbox.clock.advance('59m');
    sandbox.faults.on('getProject', { do: 'expire-token' });
    expect((await checkout.project.get()).payment_collection_status).toBe('enabled');
  });

  test('pages through more orders than one page holds', async () => {
    const many = await startSandbox({ rateLimit: false });
    const seller = createCheckout({ ...many.credentials, baseUrl: many.url, rateLimit: false });
    for (let n = 0; n < 25; n++)
      await seller.orders.create({ purchase: { reference: `P-${n}`, amount: 100, currency: 'EUR' } });
    const references: string[] = [];
    for await (const { reference } of seller.orders.list({ limit: 10 })) references.push(reference ?? '');
    expect(references).toEqual(Array.from({ length: 25 }, (_, n) => `P-${24 - n}`));
    await many.stop();
  });
});

describe('a subscription that uses the client', () => {
  const urls = { accept_url: 'https://m/a', cancel_url: 'https://m/c' };

  test('charges once a month for twelve months, each with one notification that is read once', async () => {
    const recurring = createRecurringBilling({ ...sandbox.credentials, baseUrl: sandbox.url, now: sandbox.clock.now });
    const first = await recurring.paymentRequests.create({
      order_id: 'SUB-1',
      price: { amount: 999, currency: 'EUR' },
      description: 'First month',
      payer: { email: 'a@b.c' },
      method_key: 'card',
      token_strategy: 'required',
      callback_url: shop.url,
      ...urls,
    });
    await sandbox.payer.pay(first.authorization_url ?? '');
    const { issued_token: token } = await recurring.paymentRequests.get(first.id);
    if (token === undefined) throw new Error('no token');

    for (let month = 2; month <= 12; month++) {
      await sandbox.clock.advance('30d');
      // Every third month the answer to the charge is lost on its way back.
      if (month % 3 === 0) sandbox.faults.on('authorizePaymentRequest', { after: 'write', do: 'reset' });
      const charge = {
        token,
        order_id: `SUB-1-${month}`,
        price: { amount: 999, currency: 'EUR' },
        description: 'Month',
      };
      const body = { ...charge, payer: { email: 'a@b.c' }, callback_url: shop.url, ...urls };
      const options = { idempotencyKey: `SUB-1-month-${month}` };
      const charged = await recurring
        .charge(body, options)
        .catch((error) => recurring.charge({ resume: error.resume }));
      expect(charged.status).toBe('captured');
      expect(readPrice(charged.price_paid)).toEqual({ minorUnits: 999, currency: 'EUR', wireAmount: '9.99' });
    }
    await sandbox.webhooks.idle();

    const captured = await recurring.paymentRequests.list({ status: 'captured', limit: 200 }).toArray({ limit: 100 });
    expect(captured.map(({ order_id }) => order_id).sort()).toEqual(
      ['SUB-1', ...Array.from({ length: 11 }, (_, n) => `SUB-1-${n + 2}`)].sort(),
    );
    const announced = new Set(shop.received.map(({ raw }) => raw));
    expect(announced.size).toBe(12);
    for await (const { id, data } of recurring.notifications.list({ status: 'new', order_direction: 'asc' })) {
      expect(readPrice(data?.payment_request?.price_paid).minorUnits).toBe(999);
      await recurring.notifications.markRead(id);
    }
    const before = shop.received.length;
    await sandbox.clock.advance('7d');
    expect(shop.received).toHaveLength(before);
  });

  test('adopts the time of the sandbox when its own clock is an hour off', async () => {
    const recurring = createRecurringBilling({
      ...sandbox.credentials,
      baseUrl: sandbox.url,
      now: () => sandbox.clock.now() - 3_600_000,
    });
    expect((await recurring.notifications.list()).items).toEqual([]);
  });
});

test('a sandbox that is killed while it works restores everything on its next start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const db = join(folder, 'shop.sqlite');
  const start = async () => {
    const child = fork(new URL('../../support/start-sandbox.ts', import.meta.url), [db], { execArgv: [] });
    const [{ url, credentials }] = (await once(child, 'message')) as [Pick<Sandbox, 'url' | 'credentials'>];
    return { child, seller: createCheckout({ ...credentials, baseUrl: url }) };
  };
  const before = await start();
  const created = [];
  for (let n = 0; n < 5; n++) {
    created.push(
      await before.seller.orders.create({ purchase: { reference: `K-${n}`, amount: 100, currency: 'EUR' } }),
    );
  }
  before.child.kill('SIGKILL');
  await once(before.child, 'exit');

  const after = await start();
  for (const { order_id } of created) {
    expect((await after.seller.orders.get(order_id)).status).toBe('pending_payment');
  }
  expect((await after.seller.orders.list()).items).toHaveLength(5);
  after.child.kill();
  await once(after.child, 'exit');
  await rm(folder, { recursive: true });
});
