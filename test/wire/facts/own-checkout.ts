import { expect } from 'vitest';
import { createCheckout, minorUnits } from '../../../src/index.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { verifyWebhook } from '../../../src/webhooks/index.ts';
import { fieldsOf } from '../../../src/wire/fields-of.ts';
import { plainClient } from '../../sandbox/plain-client.ts';
import { checkoutAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { notExercised, type OwnFact, originsOf, own, serverOf } from './own.ts';
import { fieldAt, responseSchema } from './schema.ts';
import type { Story } from './story.ts';

const [LINK, ORDERS, GUIDE] = ['create-payment-link', 'payment-orders', 'api-integration-guide'] as const;
const [ORDERS_PATH, LINKS_PATH] = [
  '/merchant-order/integration/v1/orders',
  '/checkout-payment-link/integration/v1/payment-links',
];
const PURCHASE = { reference: 'F', amount: 1, currency: 'EUR' } as const;
const LANGUAGE = { name: 'n', experience: { language: 'en' } };
const invalidAmount = async ({ raw, checkout }: Story): Promise<void> => {
  const { body, status } = await raw.checkout('POST', ORDERS_PATH, { purchase: { ...PURCHASE, amount: '0' } });
  const said = {
    error: 'invalid_request',
    error_description: 'Validation failed',
    error_properties: { 'purchase.amount': ['Amount should be greater than 0'] },
  };
  expect([status, body]).toEqual([400, said]);
  expect(await errorOf(checkout.orders.create({ purchase: { ...PURCHASE, amount: 0 } }))).toMatchObject({
    ...{ name: 'ValidationError', code: said.error, description: said.error_description },
    fields: said.error_properties,
  });
};
const text = async (answer: { status: number; body: unknown }, status: number, error: string, description: string) => {
  expect(answer).toMatchObject({ status, body: { error, error_description: description } });
};
export const CHECKOUT: readonly OwnFact[] = [
  own(GUIDE, 18, 'Checkout is at https://api.paysera.com', async () => {
    expect(serverOf('checkout')).toBe('https://api.paysera.com');
    const credentials = { clientId: 'a', clientSecret: 'b', retry: false } as const;
    const origins = await originsOf((fetch) => createCheckout({ ...credentials, fetch }).orders.get('a'));
    expect([...origins]).toEqual(['https://api.paysera.com']);
  }),
  own(GUIDE, 22, 'a token is requested by a form of three fields', async ({ exchanges, sandbox, raw }) => {
    const made = exchanges.get('createAccessToken');
    const { clientId: client_id, clientSecret: client_secret } = sandbox.credentials;
    const fields = { grant_type: 'client_credentials', client_id, client_secret };
    expect(made?.headers.get('Content-Type')).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(String(made?.sent)))).toEqual(fields);
    expect((await raw.requestToken()).status).toBe(200);
    for (const name of Object.keys(fields)) expect((await raw.requestToken({ [name]: '' })).status, name).not.toBe(200);
  }),
  own(GUIDE, 33, 'Content-Type is application/json on POST and PUT', async ({ exchanges, raw }) => {
    const typed = [...exchanges].filter(
      ([id, { method }]) => id !== 'createAccessToken' && ['POST', 'PUT', 'PATCH'].includes(method),
    );
    expect(typed.map(([id]) => id)).toEqual(
      expect.arrayContaining(['createOrder', 'updateOrder', 'createPaymentLink', 'markNotificationRead']),
    );
    for (const [id, { headers }] of typed) expect(headers.get('Content-Type'), id).toBe('application/json');
    const other = await raw.checkout('POST', ORDERS_PATH, { purchase: PURCHASE }, { 'Content-Type': 'text/plain' });
    expect(other.status).toBe(400);
  }),
  own(GUIDE, 34, 'timestamps are Unix seconds', async ({ exchanges }) => {
    const { created_at } = fieldsOf(exchanges.get('createOrder')?.answer);
    expect(Number.isSafeInteger(created_at)).toBe(true);
    expect(String(created_at)).toHaveLength(10);
  }),
  own(GUIDE, 56, 'the text of a validation error', invalidAmount),
  own(GUIDE, 62, 'a simple error has a code and a description alone', async ({ raw }) => {
    const { body } = await raw.checkout('GET', `${ORDERS_PATH}/11111111-2222-4333-8444-555555555555`);
    expect(Object.keys(body)).toEqual(['error', 'error_description']);
  }),
  own(GUIDE, 71, 'a 429 has Retry-After', async () => {
    const sandbox = await startSandbox({ port: false, rateLimit: 1 });
    const raw = plainClient(sandbox, sandbox.fetch);
    await raw.checkout('GET', ORDERS_PATH);
    const { status, headers } = await raw.checkout('GET', ORDERS_PATH);
    expect([status, headers.get('Retry-After')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    const checkout = checkoutAt(sandbox.url, { ...sandbox.credentials, fetch: sandbox.fetch, retry: false });
    expect(await errorOf(checkout.orders.list())).toMatchObject({ retryAfter: expect.any(Number) });
    await sandbox.stop();
  }),
  own(GUIDE, 74, 'fifty requests a minute for each address', async () => {
    const sandbox = await startSandbox({ port: false, clock: 'stopped' });
    const raw = plainClient(sandbox, sandbox.fetch);
    const statuses: number[] = [];
    for (let n = 0; n < 51; n++) statuses.push((await raw.checkout('GET', ORDERS_PATH)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(50);
    expect(statuses.at(-1)).toBe(429);
    await sandbox.stop();
  }),
  own(GUIDE, 88, 'the three requests of the quick start lead to a payment URL', async ({ raw, sandbox }) => {
    const token = (await raw.requestToken()).body.access_token;
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const site = 'https://example.com';
    const order = {
      project_id: sandbox.credentials.projectId,
      redirect_urls: {
        success_url: `${site}/success`,
        failure_url: `${site}/failure`,
        callback_url: `${site}/webhook`,
      },
      purchase: { reference: 'ORDER-001', amount: '1000', currency: 'EUR' },
    };
    const created = await raw.raw('POST', ORDERS_PATH, JSON.stringify(order, null, 1), headers);
    const { order_id } = created.body;
    const link = {
      order_id,
      name: 'Order #001',
      lifetime: 3600,
      experience: { language: 'en' },
      purchase: { amount: 1000 },
    };
    const { body } = await raw.raw('POST', LINKS_PATH, JSON.stringify(link, null, 1), headers);
    expect(body.payment_URL).toMatch(/\/payment-links\/[\w-]+$/);
  }),
  own(LINK, 17, 'a link lives for 259,200 s unless it says otherwise, and for ever with 0', async ({ checkout }) => {
    const { order_id } = await checkout.orders.create({ purchase: PURCHASE });
    const link = { ...LANGUAGE, order_id, purchase: { amount: 1 } };
    const usual = await checkout.paymentLinks.create(link);
    expect(Number(usual.expired_at) - Number(usual.created_at)).toBe(259_200);
    expect((await checkout.paymentLinks.create({ ...link, lifetime: 0 })).expired_at ?? undefined).toBeUndefined();
  }),
  own(LINK, 25, '2500 is EUR 25.00', async ({ exchanges }) => {
    expect(minorUnits('25.00', 'EUR')).toBe(2500);
    expect(exchanges.get('createPaymentLink')?.sent).toMatchObject({ purchase: { amount: 2500 } });
  }),
  own(LINK, 104, 'a method is selected by its key, which the list of methods has', async ({ checkout }) => {
    const keys = (await checkout.paymentMethods.list()).items.map(({ key }) => key);
    expect(keys).toContain('swedbank');
    const { order_id } = await checkout.orders.create({ purchase: { ...PURCHASE, amount: 2500 } });
    const link = { ...LANGUAGE, order_id, name: 'Order #12345', purchase: { amount: 2500 } };
    const details = { key: 'swedbank', country_code: 'LT' };
    const created = await checkout.paymentLinks.create({ ...link, payment_details: details });
    expect(created.payment_details).toMatchObject(details);
    const other = checkout.paymentLinks.create({ ...link, payment_details: { ...details, key: 'no-such-bank' } });
    expect(await errorOf(other)).toMatchObject({ status: 400 });
  }),
  own(ORDERS, 23, 'the state of an order is pushed to its callback_url, and can be read', async () => {
    const pushed: Request[] = [];
    const deliver = (request: Request) => {
      pushed.push(request);
      return new Response();
    };
    const sandbox = await startSandbox({ port: false, deliver });
    const checkout = checkoutAt(sandbox.url, { ...sandbox.credentials, fetch: sandbox.fetch });
    const callback_url = 'https://example.com/webhook';
    const { orderId, paymentUrl } = await checkout.createPayment({
      ...{ purchase: PURCHASE, redirect_urls: { callback_url }, link: { experience: { language: 'en' } } },
    });
    await sandbox.payer.pay(paymentUrl);
    await sandbox.webhooks.idle();
    const secret = sandbox.credentials.clientSecret;
    const events = await Promise.all(
      pushed.map(async (request) => verifyWebhook({ body: await request.text(), headers: request.headers, secret })),
    );
    const [order] = events.flatMap((event) => (event.type === 'order' ? [event.order] : []));
    const { status, amount_paid } = await checkout.orders.get(orderId);
    expect(new Set(pushed.map(({ url }) => url))).toEqual(new Set([callback_url]));
    expect(order).toMatchObject({ paysera_order_id: orderId, status, amount_paid });
    expect([status, amount_paid]).toEqual(['paid', 1]);
    await sandbox.stop();
  }),
  own(
    ORDERS,
    344,
    'orders are listed page by page: items, a cursor, and whether there is more',
    async ({ checkout }) => {
      for (const field of ['items', 'cursor', 'has_more'])
        expect(fieldAt('checkout', responseSchema('checkout', 'listOrders', 200), field).types.size).toBeGreaterThan(0);
      for (let count = 0; count < 3; count++)
        await checkout.orders.create({ purchase: { ...PURCHASE, reference: 'PAGES' } });
      const ids: string[] = [];
      for await (const { items, has_more, cursor } of checkout.orders.list({ q: 'PAGES', limit: 2 }).pages()) {
        ids.push(...items.map(({ id }) => String(id)));
        expect(typeof cursor === 'string' && cursor !== '').toBe(has_more);
      }
      expect(new Set(ids).size).toBe(3);
    },
  ),
  own(ORDERS, 366, 'an update has one field at least', async ({ raw, exchanges }) => {
    const path = exchanges.get('updateOrder')?.path ?? '';
    expect((await raw.checkout('PATCH', path, {})).status).toBe(400);
    expect((await raw.checkout('PATCH', path, { reference: 'R' })).status).toBe(200);
  }),
  own(ORDERS, 367, 'another amount or currency cancels the active link', async ({ checkout }) => {
    for (const change of [{ amount: 2 }, { currency: 'USD' }]) {
      const { order_id } = await checkout.orders.create({ purchase: PURCHASE });
      const { link_id } = await checkout.paymentLinks.create({ ...LANGUAGE, order_id, purchase: { amount: 1 } });
      await checkout.orders.update(order_id, change);
      expect((await checkout.paymentLinks.get(link_id)).status).toBe('canceled');
    }
  }),
  own(ORDERS, 368, 'a paid or canceled order is not updated: 422', async ({ checkout, sandbox }) => {
    const { order_id } = await checkout.orders.create({ purchase: PURCHASE });
    const link = await checkout.paymentLinks.create({ ...LANGUAGE, order_id, purchase: { amount: 1 } });
    await sandbox.payer.pay(link.payment_URL);
    expect(await errorOf(checkout.orders.update(order_id, { amount: 3 }))).toMatchObject({ status: 422 });
    const other = await checkout.orders.create({ purchase: PURCHASE });
    sandbox.endOrder(other.order_id, 'canceled');
    expect(await errorOf(checkout.orders.update(other.order_id, { amount: 3 }))).toMatchObject({ status: 422 });
  }),
  own(ORDERS, 386, 'the text of a validation error', invalidAmount),
  own(ORDERS, 394, 'the text of an invalid project', async ({ raw }) =>
    text(
      await raw.checkout('POST', ORDERS_PATH, { project_id: 'another', purchase: { ...PURCHASE, amount: '1' } }),
      ...([404, 'not_found', 'Project not found or access denied'] as const),
    ),
  ),
  own(ORDERS, 399, 'the text of an authentication failure', async ({ raw }) =>
    text(
      await raw.raw('GET', ORDERS_PATH, undefined, {}),
      ...([401, 'unauthorized', 'Authentication is required to access this resource'] as const),
    ),
  ),
  notExercised(ORDERS, 317, 'an order is read by its own project', 'the sandbox has one project'),
];
