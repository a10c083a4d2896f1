import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { LINKS, ORDERS, orderWithLink, PAYMENTS, plainClient } from '../plain-client.ts';

let sandbox: Sandbox;
let client: ReturnType<typeof plainClient>;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'stopped', rateLimit: false });
  client = plainClient(sandbox);
});
afterAll(() => sandbox.stop());

const order = async (id: string) => (await client.checkout('GET', `${ORDERS}/${id}`)).body;
const eligibility = async (id: string) => (await client.checkout('GET', `${PAYMENTS}/${id}/refund-eligibility`)).body;
const refund = (id: string, body: unknown, key?: string) =>
  client.checkout('POST', `${PAYMENTS}/${id}/refunds`, body, key === undefined ? {} : { 'Idempotency-Key': key });

describe('a payment', () => {
  test('of part of the amount leaves the order pending with its amount_paid, and the rest makes it paid', async () => {
    const { orderId, url, linkId } = await orderWithLink(client);
    await sandbox.payer.pay(url, { amount: 990 });
    expect(await order(orderId)).toMatchObject({ status: 'pending_payment', amount_paid: 990, balance_due: 1000 });
    await sandbox.payer.pay(url, { amount: 1000 });
    expect(await order(orderId)).toMatchObject({ status: 'paid', amount_paid: 1990, balance_due: 0 });
    const link = await client.checkout('GET', `/checkout-payment-link/integration/v1/payment-links/${linkId}`);
    expect(link.body.status).toBe('completed');
  });

  test('without an amount is of what is still due, also through another link of the order', async () => {
    const { orderId, url } = await orderWithLink(client);
    await sandbox.payer.pay(url, { amount: 990 });
    await sandbox.payer.pay(url);
    expect(await order(orderId)).toMatchObject({ status: 'paid', amount_paid: 1990 });

    const two = await orderWithLink(client);
    const second = await client.checkout('POST', LINKS, {
      order_id: two.orderId,
      name: 'again',
      experience: { language: 'en' },
      purchase: { amount: 1990 },
    });
    await sandbox.payer.pay(two.url, { amount: 990 });
    await sandbox.payer.pay(second.body.payment_URL);
    expect(await order(two.orderId)).toMatchObject({ status: 'paid', amount_paid: 1990 });
    // It has paid the order off, so it is not left to be paid again.
    const link = await client.checkout('GET', `${LINKS}/${second.body.link_id}`);
    expect(link.body.status).toBe('completed');
  });

  test('can be made through each of two links of one order: only the shop can prevent it', async () => {
    const { orderId, url } = await orderWithLink(client);
    const second = await client.checkout('POST', '/checkout-payment-link/integration/v1/payment-links', {
      order_id: orderId,
      name: 'again',
      experience: { language: 'en' },
      purchase: { amount: 1990 },
    });
    await sandbox.payer.pay(url);
    await sandbox.payer.pay(second.body.payment_URL);
    expect(await order(orderId)).toMatchObject({ status: 'paid', amount: 1990, amount_paid: 3980 });
  });

  test('is read and listed with every documented field', async () => {
    const { orderId, url } = await orderWithLink(client);
    const { id } = await sandbox.payer.pay(url, { method: 'seb' });
    const { body } = await client.checkout('GET', `${PAYMENTS}/${id}`);
    expect(body).toMatchObject({
      id,
      order_id: orderId,
      order_reference: 'A-1001',
      amount: 1990,
      currency: 'EUR',
      status: 'settled',
      payment_method_key: 'seb',
      original_amount: null,
      exchange_rate: null,
    });
    const list = await client.checkout('GET', `${PAYMENTS}?limit=1`);
    expect(list.body.items[0].id).toBe(id);
  });

  test('requested by the id of its order is not found', async () => {
    const { orderId } = await orderWithLink(client);
    expect((await client.checkout('GET', `${PAYMENTS}/${orderId}`)).status).toBe(404);
  });
});

describe('a refund', () => {
  test('requested twice with one key is made once', async () => {
    const { url } = await orderWithLink(client);
    const { id } = await sandbox.payer.pay(url);
    const first = await refund(id, { amount: 500, currency: 'EUR' }, 'k-1');
    const second = await refund(id, { amount: 500, currency: 'EUR' }, 'k-1');
    expect(first.status).toBe(201);
    expect(second.body).toEqual(first.body);
    await sandbox.webhooks.idle();
    expect(await eligibility(id)).toMatchObject({
      eligible: true,
      refunded_amount: 500,
      pending_refunds: 0,
      remaining_refundable: 1490,
    });
    expect((await refund(id, { amount: 600, currency: 'EUR' }, 'k-1')).status).toBe(409);
  });

  test('requested twice without a key is made twice', async () => {
    const { url } = await orderWithLink(client);
    const { id } = await sandbox.payer.pay(url);
    await refund(id, { amount: 500, currency: 'EUR' });
    await refund(id, { amount: 500, currency: 'EUR' });
    await sandbox.webhooks.idle();
    expect((await eligibility(id)).refunded_amount).toBe(1000);
  });

  test('of the full amount makes the payment refunded and no longer eligible', async () => {
    const { orderId, url } = await orderWithLink(client);
    const { id } = await sandbox.payer.pay(url);
    await refund(id, { amount: 1990, currency: 'EUR' });
    await sandbox.webhooks.idle();
    expect((await client.checkout('GET', `${PAYMENTS}/${id}`)).body.status).toBe('refunded');
    expect(await eligibility(id)).toMatchObject({ eligible: false, remaining_refundable: 0, refunded_amount: 1990 });
    expect((await order(orderId)).amount_paid).toBe(1990);
  });

  test('is refused before the payment is settled, above the remaining amount, and in another currency', async () => {
    const { url } = await orderWithLink(client);
    const pending = await sandbox.payer.leavePending(url);
    expect(await eligibility(pending.id)).toMatchObject({ eligible: false, reason: 'PAYMENT_NOT_SETTLED' });
    expect((await refund(pending.id, { amount: 1, currency: 'EUR' })).status).toBe(422);
    await sandbox.payer.settle(pending.id);
    expect((await refund(pending.id, { amount: 1991, currency: 'EUR' })).status).toBe(400);
    expect((await refund(pending.id, { amount: 1, currency: 'USD' })).status).toBe(400);
  });

  test('requires the payer’s details when the eligibility says so', async () => {
    const { url } = await orderWithLink(client);
    const { id } = await sandbox.payer.pay(url, { method: 'coop' });
    expect((await eligibility(id)).requires_manual_payer_data).toBe(true);
    expect((await refund(id, { amount: 1, currency: 'EUR' })).status).toBe(400);
    const named = { amount: 1, currency: 'EUR', payer_iban: 'EE382200221020145685', payer_name: 'Ada Byron' };
    expect((await refund(id, named)).status).toBe(201);
  });

  test('in progress is part of the pending amount', async () => {
    const slow = await startSandbox({ clock: 'stopped', port: false, refundSeconds: 60 });
    const inProcess = plainClient(slow, slow.fetch);
    const { url } = await orderWithLink(inProcess);
    const { id } = await slow.payer.pay(url);
    await inProcess.checkout('POST', `${PAYMENTS}/${id}/refunds`, { amount: 700, currency: 'EUR' });
    const path = `${PAYMENTS}/${id}/refund-eligibility`;
    expect((await inProcess.checkout('GET', path)).body).toMatchObject({
      pending_refunds: 700,
      remaining_refundable: 1290,
    });
    await slow.clock.advance('60s');
    expect((await inProcess.checkout('GET', path)).body).toMatchObject({ pending_refunds: 0, refunded_amount: 700 });
    await slow.stop();
  });
});
