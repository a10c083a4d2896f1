import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRecurringBilling } from '../../../src/recurring-billing/recurring-billing.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { plainClient, REQUESTS } from '../../sandbox/plain-client.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

// What Paysera's own libraries and its guide send, and what the guide prints in answers.
let sandbox: Sandbox;
let client: ReturnType<typeof plainClient>;
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: false });
  client = plainClient(sandbox);
});
afterAll(() => sandbox.stop());

const ORDERS = '/merchant-order/integration/v1/orders';
const LINKS = '/checkout-payment-link/integration/v1/payment-links';
const WEBSITES = '/checkout-project/integration/v1/websites';
const createOrder = async (input: object = {}, purchase: object = {}) =>
  client.checkout('POST', ORDERS, {
    purchase: { reference: 'A-1', amount: '100', currency: 'EUR', ...purchase },
    ...input,
  });
const createLink = async (input: object) => {
  const { body } = await createOrder();
  const link = { order_id: body.order_id, name: 'n', experience: { language: 'en' }, purchase: { amount: 100 } };
  return client.checkout('POST', LINKS, { ...link, ...input });
};
const create = (input: object) =>
  client.recurring('POST', REQUESTS, {
    ...PAYMENT_REQUEST,
    business_id: sandbox.credentials.businessId,
    order_id: crypto.randomUUID(),
    price: { amount: '9.99', currency: 'EUR' },
    ...input,
  });

describe('an empty object of PHP is absent', () => {
  test.each(['redirect_urls', 'metadata'])('%s of an order', async (name) => {
    const { status, body } = await createOrder({ [name]: [] });
    expect([status, body[name]]).toEqual([201, undefined]);
  });

  test.each(['payment_details', 'payer_information', 'metadata'])('%s of a link', async (name) => {
    const { status, body } = await createLink({ [name]: [] });
    expect([status, body[name]]).toEqual([201, undefined]);
  });

  test('parameters of a payment request', async () => {
    const { status, body } = await create({ parameters: [] });
    expect([status, body.parameters]).toEqual([200, undefined]);
  });

  test('the body of a capture, and capture_amount null', async () => {
    const two = await startSandbox({ port: false, autoCapture: false });
    const own = plainClient(two, two.fetch);
    const captured: unknown[] = [];
    for (const body of [[], { capture_amount: null }]) {
      const request = {
        ...PAYMENT_REQUEST,
        business_id: two.credentials.businessId,
        order_id: crypto.randomUUID(),
        price: { amount: '9.99', currency: 'EUR' },
        token_strategy: 'required',
      };
      const first = await own.recurring('POST', REQUESTS, request);
      await two.payer.pay(first.body.authorization_url);
      const { issued_token: token } = (await own.recurring('GET', `${REQUESTS}/${first.body.id}`)).body;
      const { id } = (await own.recurring('POST', REQUESTS, { ...request, order_id: crypto.randomUUID() })).body;
      await own.recurring('PUT', `${REQUESTS}/${id}/authorize`, { token });
      captured.push((await own.recurring('PUT', `${REQUESTS}/${id}/capture`, body)).body.price_paid);
    }
    expect(captured).toEqual([
      { amount: '9.99', currency: 'EUR' },
      { amount: '9.99', currency: 'EUR' },
    ]);
    await two.stop();
  });

  test('a list that holds something is refused, and so is an empty body where one is required', async () => {
    expect((await createOrder({ redirect_urls: ['https://m/a'] })).status).toBe(400);
    expect((await client.checkout('POST', ORDERS, [])).status).toBe(400);
  });
});

test('metadata may be null, as Paysera’s PHP library sends it, and comes back so', async () => {
  const metadata = { referer: 'https://m', platform: null, platform_version: null, plugin_name: null, own: null };
  const { status, body } = await createOrder({ metadata });
  expect([status, body.metadata]).toEqual([201, metadata]);
});

test.each(['ASC', 'Desc', 'asc'])('order_direction may be %s; another word is refused', async (direction) => {
  const list = (word: string) => client.recurring('GET', `${REQUESTS}?order_direction=${word}`);
  expect((await list(direction)).status).toBe(200);
  expect((await list(`${direction}ending`)).status).toBe(400);
});

test.each(['14999', 14999])('the amount of an order may be %j', async (amount) => {
  const { status, body } = await createOrder({}, { amount });
  expect([status, body.purchase.amount]).toEqual([201, 14999]);
});

test.each([[[100, 200]], [[100, 200, 300, 400, 500]], [[]]])(
  'amount buttons %j are too few or too many',
  async (buttons) => {
    const { status, body } = await createOrder(
      {},
      { amount: undefined, payer_sets_amount: true, amount_buttons: buttons },
    );
    expect([status, body.error]).toEqual([400, 'amount_buttons_count']);
    expect(body.error_properties).toEqual({ 'purchase.amount_buttons': ['amount_buttons_count'] });
  },
);

test('the link of the guide’s example is accepted word for word, and returned as the guide’s answer has it', async () => {
  const { body: order } = await createOrder({}, { amount: '2500' });
  // The id alone is of an order here.
  const example = {
    order_id: order.order_id,
    name: 'Order #12345',
    experience: { language: 'en', payment_flow: 'paysera_checkout' },
    purchase: { amount: 2500 },
    lifetime: 3600,
    payment_details: { key: 'credit_card', purpose: 'Order #12345 - Leather Wallet', country_code: 'LT' },
    payer_information: { name: 'John Doe', email: 'john@example.com' },
  };
  const { status, body } = await client.checkout('POST', LINKS, example);
  expect(status).toBe(201);
  const { name, lifetime, ...echoed } = example;
  expect(body).toMatchObject(echoed);
  expect(body.expired_at - body.created_at).toBe(1736436870 - 1736433270);
  expect(lifetime).toBe(1736436870 - 1736433270);
  expect((await client.checkout('GET', `${LINKS}/${body.link_id}`)).body.name).toBe(name);
});

describe('publicUrl', () => {
  const publicUrl = 'https://paysera.shop.test';

  test('is what answers contain, while the sandbox listens on this machine', async () => {
    const own = await startSandbox({ publicUrl, clock: 'stopped' });
    const plain = plainClient(own);
    const order = await plain.checkout('POST', ORDERS, { purchase: { reference: 'A', amount: '1', currency: 'EUR' } });
    const input = { order_id: order.body.order_id, name: 'n', experience: { language: 'en' }, purchase: { amount: 1 } };
    const link = await plain.checkout('POST', LINKS, input);
    expect(own.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(link.body.payment_URL).toMatch(/^https:\/\/paysera\.shop\.test\//);
    await own.payer.pay(link.body.payment_URL);
    expect((await plain.checkout('GET', `${ORDERS}/${order.body.order_id}`)).body.status).toBe('paid');
    await own.stop();
  });

  test('is the address that a client signs, when a proxy passes the host on', async () => {
    const own = await startSandbox({ publicUrl, port: false });
    const proxy = (input: string | URL | Request, init?: RequestInit) =>
      own.fetch(String(input).replace('https://', 'http://'), init);
    const recurring = createRecurringBilling({ ...own.credentials, baseUrl: publicUrl, fetch: proxy });
    expect((await recurring.notifications.list()).items).toEqual([]);
    const other = createRecurringBilling({ ...own.credentials, baseUrl: 'https://other.test', fetch: proxy });
    await expect(other.notifications.list()).rejects.toMatchObject({ name: 'AuthenticationError' });
    await own.stop();
  });

  test.each(['paysera.shop.test', 'ftp://paysera.shop.test', 'https://paysera.shop.test/path'])(
    '%s is refused',
    async (wrong) => {
      await expect(startSandbox({ port: false, publicUrl: wrong })).rejects.toMatchObject({
        name: 'ConfigurationError',
        message: expect.stringContaining('publicUrl'),
      });
    },
  );
});

test('the path of the older refund API says which one to use', async () => {
  const { status, body } = await client.checkout('POST', '/v1/refund/refund_requests', {});
  expect([status, body.error]).toEqual([404, 'not_found']);
  expect(body.error_description).toContain('/payment-executor/integration/v1/payments/{paymentId}/refunds');
});

describe('an order that Paysera ends', () => {
  test.each(['canceled', 'closed'] as const)('is %s, and its links can no longer be paid', async (status) => {
    const link = await createLink({});
    sandbox.endOrder(link.body.order_id, status);
    expect((await client.checkout('GET', `${ORDERS}/${link.body.order_id}`)).body.status).toBe(status);
    expect((await client.checkout('GET', `${LINKS}/${link.body.link_id}`)).body.status).toBe('canceled');
    expect(() => sandbox.endOrder(link.body.order_id, 'closed')).toThrow(/can no longer be closed/);
    const listed = await client.checkout('GET', `${ORDERS}?status[]=${status}`);
    expect(listed.body.items.map(({ id }: { id: string }) => id)).toEqual([link.body.order_id]);
  });

  test.each(['canceled', 'closed'] as const)(
    'is %s by a button of the dashboard, which no other site can press; it has no webhook',
    async (status) => {
      const own = await startSandbox({ clock: 'stopped' });
      const plain = plainClient(own);
      const redirect_urls = { callback_url: 'https://shop.example/hooks' };
      const purchase = { reference: 'A-1', amount: '100', currency: 'EUR' };
      const { body } = await plain.checkout('POST', ORDERS, { purchase, redirect_urls });
      const page = await (await fetch(`${own.url}/_sandbox/orders/${body.order_id}`)).text();
      const [form = ''] = page.match(new RegExp(`<form(?:(?!</form>).)*value="${status}".*?</form>`, 's')) ?? [];
      const [, action = ''] = /action="([^"]*)"/.exec(form) ?? [];
      const inputs = [...form.matchAll(/name="([^"]*)" value="([^"]*)"/g)];
      const press = (Origin: string) =>
        fetch(new URL(action, own.url), {
          method: 'POST',
          headers: { Origin },
          body: new URLSearchParams(inputs.map(([, name = '', value = '']) => [name, value])),
          redirect: 'manual',
        });
      const current = async () => (await plain.checkout('GET', `${ORDERS}/${body.order_id}`)).body.status;
      expect([(await press('https://evil.example')).status, await current()]).toEqual([403, 'pending_payment']);
      expect([(await press(own.url)).status, await current()]).toEqual([303, status]);
      await own.webhooks.idle();
      expect(own.webhooks.list()).toEqual([]);
      await own.stop();
    },
  );
});

describe('the texts that the guide prints', () => {
  test.each<[string, () => Promise<{ status: number; body: unknown }>, number, object]>([
    [
      'a validation error',
      () => createOrder({}, { amount: '0' }),
      400,
      {
        error: 'invalid_request',
        error_description: 'Validation failed',
        error_properties: { 'purchase.amount': ['Amount should be greater than 0'] },
      },
    ],
    [
      'an invalid project',
      () => createOrder({ project_id: 'another' }),
      404,
      { error: 'not_found', error_description: 'Project not found or access denied' },
    ],
    [
      'an authentication failure',
      () => client.raw('GET', ORDERS, undefined, {}),
      401,
      { error: 'unauthorized', error_description: 'Authentication is required to access this resource' },
    ],
  ])('%s', async (_, call, status, expected) => {
    const answer = await call();
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject(expected);
  });

  test('an invalid price of Recurring Billing, and no other parameter', async () => {
    const guide = {
      error: 'invalid_parameters',
      error_description: 'Invalid price amount specified',
      error_uri: 'https://developers.paysera.com/en/checkout/errors',
    };
    for (const amount of [9.99, '9,99', '9.999', 0]) {
      const { status, body } = await create({ price: { amount, currency: 'EUR' } });
      const { error_properties, ...said } = body;
      expect([status, said, Object.keys(error_properties)], String(amount)).toEqual([400, guide, ['price.amount']]);
    }
    const other = await create({ valid_until: 1 });
    expect(other.body.error_description).toMatch(/^valid_until: /);
    expect(other.body).not.toHaveProperty('error_uri');
  });

  test('and what is wrong is said once', async () => {
    const { body } = await createOrder({}, { currency: 'euro' });
    expect(body.error_description).toBe('Validation failed');
    expect(Object.keys(body.error_properties)).toEqual(['purchase.currency']);
  });
});

test('websites are those at the referrer’s address', async () => {
  const websites = async (referrer: string) =>
    (await client.checkout('GET', `${WEBSITES}?referrer=${encodeURIComponent(referrer)}`)).body.items.length;
  expect(await websites('https://shop.example/cart')).toBe(1);
  expect(await websites('https://SHOP.example')).toBe(1);
  expect(await websites('https://other.example')).toBe(0);
});
