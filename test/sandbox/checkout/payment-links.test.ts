import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { LINKS, ORDERS, orderWithLink, PAYMENTS, PROJECT, plainClient } from '../plain-client.ts';

let sandbox: Sandbox;
let client: ReturnType<typeof plainClient>;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'stopped', rateLimit: false, startAt: new Date(1_760_000_000_000) });
  client = plainClient(sandbox);
});
afterAll(() => sandbox.stop());

const link = async (input: Record<string, unknown> = {}) => {
  const order = await client.checkout('POST', ORDERS, {
    purchase: { reference: 'L', amount: '1990', currency: 'EUR' },
  });
  const base = { order_id: order.body.order_id, name: 'n', experience: { language: 'en' }, purchase: { amount: 1990 } };
  return client.checkout('POST', LINKS, { ...base, ...input });
};
const read = async (id: string) => (await client.checkout('GET', `${LINKS}/${id}`)).body;

describe('a payment link', () => {
  test('is created as in the guide', async () => {
    const { status, body } = await link({ lifetime: 3600, payment_details: { key: 'swedbank', country_code: 'LT' } });
    expect(status).toBe(201);
    expect(body).toEqual({
      link_id: expect.any(String),
      order_id: expect.any(String),
      payment_URL: expect.stringMatching(
        /\/checkout-payment-link\/payment-collection\/v1\/payment-links\/[A-Za-z0-9_-]+$/,
      ),
      experience: { language: 'en', payment_flow: 'paysera_checkout' },
      payment_details: { key: 'swedbank', country_code: 'LT' },
      purchase: { amount: 1990 },
      expired_at: sandbox.clock.now() / 1000 + 3600,
      created_at: sandbox.clock.now() / 1000,
    });
  });

  test('expires after three days, and never with lifetime 0', async () => {
    expect((await link()).body.expired_at).toBe(sandbox.clock.now() / 1000 + 259_200);
    expect((await link({ lifetime: 0 })).body).not.toHaveProperty('expired_at');
  });

  test.each([
    ['experience', { experience: undefined }],
    ['experience.language', { experience: { language: 'eng' } }],
    ['name', { name: ' ' }],
    ['name', { name: 'x'.repeat(256) }],
    ['purchase.amount', { purchase: { amount: '1990' } }],
    ['purchase.amount', { purchase: {} }],
    ['lifetime', { lifetime: 86_313_601 }],
    ['purchase.suggested_amount', { purchase: { amount: 5, suggested_amount: 5 } }],
    ['payer_information.email', { payer_information: { email: 'nobody' } }],
  ])('with an invalid %s is refused: %j', async (field, input) => {
    const { status, body } = await link(input);
    expect([status, body.error]).toEqual([400, 'invalid_request']);
    expect(Object.keys(body.error_properties)).toContain(field);
  });

  test('with a method that the project or the country does not have is refused with invalid_properties', async () => {
    for (const payment_details of [{ key: 'nordea' }, { key: 'lhv', country_code: 'LT' }]) {
      const { status, body } = await link({ payment_details });
      expect([status, body.error]).toEqual([400, 'invalid_properties']);
    }
  });

  test('of an unknown order is not found, and of a paid order is refused', async () => {
    const unknown = await link({ order_id: '01990000-0000-7000-8000-000000000001' });
    expect(unknown.status).toBe(404);
    const { orderId, url } = await orderWithLink(client);
    await sandbox.payer.pay(url);
    expect((await link({ order_id: orderId })).status).toBe(422);
  });

  test('expires, and can no longer be paid', async () => {
    const { body } = await link({ lifetime: 60 });
    await sandbox.clock.advance('59s');
    expect((await read(body.link_id)).status).toBe('active');
    const expired = sandbox.events.next('link', (event) => event.link.status === 'expired');
    await sandbox.clock.advance('1s');
    expect((await expired).link.id).toBe(body.link_id);
    expect((await read(body.link_id)).status).toBe('expired');
    await expect(sandbox.payer.pay(body.payment_URL)).rejects.toThrow(/expired/);
  });

  test('that has expired can still be completed by a pending payment', async () => {
    const { body } = await link({ lifetime: 60 });
    const { id } = await sandbox.payer.leavePending(body.payment_URL);
    await sandbox.clock.advance('2m');
    await sandbox.payer.settle(id);
    expect((await read(body.link_id)).status).toBe('completed');
    expect((await client.checkout('GET', `${ORDERS}/${body.order_id}`)).body.status).toBe('paid');
  });

  test('stays open after a failed payment', async () => {
    const { body } = await link();
    const { id } = await sandbox.payer.fail(body.payment_URL);
    expect((await client.checkout('GET', `${PAYMENTS}/${id}`)).body.status).toBe('failed');
    expect((await read(body.link_id)).status).toBe('active');
  });

  test('can be listed, updated and canceled', async () => {
    const { body } = await link();
    const updated = await client.checkout('PUT', `${LINKS}/${body.link_id}`, { name: 'new', lifetime: 10 });
    expect(updated.body).toMatchObject({
      id: body.link_id,
      name: 'new',
      status: 'active',
      expired_at: sandbox.clock.now() / 1000 + 10,
    });
    expect(updated.body.payment_URL).toBe(body.payment_URL);
    const list = await client.checkout('GET', `${LINKS}?limit=1`);
    expect(list.body).toMatchObject({ items: [{ link_id: body.link_id }], has_more: true });
    for (let time = 0; time < 2; time++) {
      const canceled = await client.checkout('PUT', `${LINKS}/${body.link_id}/cancel`);
      expect([canceled.status, canceled.body.status]).toEqual([200, 'canceled']);
    }
    expect((await client.checkout('PUT', `${LINKS}/${body.link_id}`, { name: 'late' })).status).toBe(422);
  });
});

describe('payment methods', () => {
  const keys = async (query: string) =>
    (await client.checkout('GET', `${PROJECT}/methods${query}`)).body.items.map(({ key }: { key: string }) => key);

  test('are filtered by amount and currency together, but not by either alone', async () => {
    const all = await keys('');
    expect(await keys('?currency=JPY')).toEqual(all);
    expect(await keys('?amount=1')).toEqual(all);
    expect(await keys('?amount=1&currency=JPY')).toEqual(['card-payment']);
    expect(await keys('?amount=1000001&currency=EUR')).not.toContain('apple-pay');
  });
});

describe('websites', () => {
  test('require a referrer', async () => {
    expect((await client.checkout('GET', `${PROJECT}/websites`)).status).toBe(400);
    const { body } = await client.checkout('GET', `${PROJECT}/websites?referrer=https://shop.example`);
    expect(body).toEqual({ items: [{ url: 'https://shop.example', status: 'verified' }] });
  });
});
