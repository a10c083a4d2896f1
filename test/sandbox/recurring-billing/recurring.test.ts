import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { NOTIFICATIONS, openShop, plainClient, REQUESTS } from '../plain-client.ts';

let sandbox: Sandbox;
let client: ReturnType<typeof plainClient>;
let shop: Awaited<ReturnType<typeof openShop>>;
beforeEach(async () => {
  sandbox = await startSandbox({ clock: 'stopped', startAt: new Date('2026-01-31T10:30:00Z') });
  client = plainClient(sandbox);
  shop = await openShop();
});
afterEach(async () => {
  await sandbox.stop();
  await shop.close();
});

let orders = 0;
const create = (input: Record<string, unknown> = {}) =>
  client.recurring('POST', REQUESTS, {
    business_id: sandbox.credentials.businessId,
    order_id: `S-${++orders}`,
    price: { amount: 999, currency: 'EUR' },
    description: 'Monthly subscription',
    payer: { email: 'a@b.c' },
    accept_url: 'https://m/a',
    cancel_url: 'https://m/c',
    callback_url: shop.url,
    ...input,
  });
const put = (id: string, action: string, body?: unknown) =>
  client.recurring('PUT', `${REQUESTS}/${id}/${action}`, body);
const token = async () => {
  const { body } = await create({ method_key: 'card', token_strategy: 'required' });
  await sandbox.payer.pay(body.authorization_url);
  return (await client.recurring('GET', `${REQUESTS}/${body.id}`)).body.issued_token as string;
};

describe('a payment request', () => {
  test('is created with 200 as the guide shows it, and never with null', async () => {
    const { status, body, headers } = await create({ token_strategy: 'required', method_key: 'card' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^[\w-]{32}$/),
      status: 'new',
      authorization_url: `${sandbox.url}/pay/${body.id}`,
      price: { amount: 999, currency: 'EUR' },
      created_at: '2026-01-31T10:30:00Z',
    });
    expect(JSON.stringify(body)).not.toContain('null');
    expect(headers.get('paysera-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ['price.currency', { price: { amount: 1, currency: 'EURO' } }],
    ['price.amount', { price: { amount: 9.99, currency: 'EUR' } }],
    ['price.amount', { price: { amount: 0, currency: 'EUR' } }],
    ['price.amount', { price: { amount: '0.00', currency: 'EUR' } }],
    ['price.amount', { price: { amount: '9.999', currency: 'EUR' } }],
    ['price.amount', { price: { amount: '9.990', currency: 'EUR' } }],
    ['price.amount', { price: { amount: '9.9', currency: 'JPY' } }],
    ['price.amount', { price: { amount: '1.5000', currency: 'KWD' } }],
    ['price.amount', { price: { amount: '9,99', currency: 'EUR' } }],
    ['description', { description: undefined }],
    ['callback_url', { callback_url: 'http://shop.example/x' }],
    ['valid_until', { valid_until: 1 }],
    ['payer.emial', { payer: { emial: 'a@b.c' } }],
  ])('with an invalid %s is refused with invalid_parameters: %j', async (field, input) => {
    const { status, body } = await create(input);
    expect([status, body.error]).toEqual([400, 'invalid_parameters']);
    expect(Object.keys(body.error_properties)).toContain(field);
  });

  test('of another business is forbidden', async () => {
    const { status, body } = await create({ business_id: 'B' });
    expect([status, body.error]).toEqual([403, 'forbidden']);
  });

  test('issues a token when it is paid with a card, but only if one was requested', async () => {
    expect(await token()).toMatch(/^[\w-]{27}$/);
    const { body } = await create();
    await sandbox.payer.pay(body.authorization_url);
    const paid = await client.recurring('GET', `${REQUESTS}/${body.id}`);
    expect(paid.body).toMatchObject({
      status: 'captured',
      price_paid: { amount: 999, currency: 'EUR' },
      captured_at: '2026-01-31T10:30:00Z',
    });
    expect(paid.body).not.toHaveProperty('issued_token');
  });

  test('can be charged with a token, and is captured in one step', async () => {
    const issued = await token();
    const { body } = await create({ price: { amount: 1200, currency: 'EUR' } });
    const charged = await put(body.id, 'authorize', { token: issued });
    expect([charged.status, charged.body.status, charged.body.price_paid]).toEqual([
      200,
      'captured',
      { amount: 1200, currency: 'EUR' },
    ]);
    const again = await put(body.id, 'authorize', { token: issued });
    expect([again.status, again.body.error]).toEqual([409, 'invalid_state']);
  });

  test('is refused with a token that was never issued', async () => {
    const { body } = await create();
    expect((await put(body.id, 'authorize', { token: 'x' })).status).toBe(400);
    expect((await client.recurring('GET', `${REQUESTS}/${body.id}`)).body.status).toBe('new');
  });

  test('can be declined by the card', async () => {
    const issued = await token();
    sandbox.faults.on('authorizePaymentRequest', { do: 'decline' });
    const { body } = await create();
    expect((await put(body.id, 'authorize', { token: issued })).status).toBe(409);
    expect((await put(body.id, 'authorize', { token: issued })).body.status).toBe('captured');
  });

  test('cannot be paid after valid_until', async () => {
    const issued = await token();
    const { body } = await create({ valid_until: sandbox.clock.now() / 1000 + 60 });
    await sandbox.clock.advance('60s');
    expect((await put(body.id, 'authorize', { token: issued })).body.error).toBe('invalid_state');
  });

  test('can be canceled, and then no longer changes', async () => {
    const { body } = await create();
    expect((await put(body.id, 'cancel')).body.status).toBe('canceled');
    for (const [action, input] of [
      ['cancel'],
      ['capture'],
      ['authorize', { token: 'x' }],
      ['start-payment', { method_key: 'card' }],
    ] as const) {
      const { status, body: refused } = await put(body.id, action, input);
      expect([action, status, refused.error]).toEqual([action, 409, 'invalid_state']);
    }
  });

  test('can be started with a method that can pay it', async () => {
    const { body } = await create({ token_strategy: 'required' });
    expect((await put(body.id, 'start-payment', { method_key: 'seb' })).status).toBe(400);
    const started = await put(body.id, 'start-payment', { method_key: 'card' });
    expect(started.body).toMatchObject({
      type: 'redirect',
      flow_data: { redirect_url: `${sandbox.url}/pay/${body.id}` },
    });
  });

  test('that does not exist is not found', async () => {
    const { status, body } = await client.recurring('GET', `${REQUESTS}/nothing`);
    expect([status, body.error]).toEqual([404, 'not_found']);
  });
});

describe('a unique_identifier', () => {
  test('cancels the earlier unpaid request with the same identifier, and replaces it', async () => {
    const first = await create({ unique_identifier: 'u', order_id: 'same' });
    const second = await create({ unique_identifier: 'u', order_id: 'same' });
    expect(second.body.id).not.toBe(first.body.id);
    expect((await client.recurring('GET', `${REQUESTS}/${first.body.id}`)).body.status).toBe('canceled');
  });

  test('of a paid request is refused with payment_request_not_unique', async () => {
    const { body } = await create({ unique_identifier: 'u' });
    await sandbox.payer.pay(body.authorization_url);
    const again = await create({ unique_identifier: 'u' });
    expect([again.status, again.body.error]).toEqual([400, 'payment_request_not_unique']);
  });

  test('does not free an order_id that was paid', async () => {
    const { body } = await create({ order_id: 'once' });
    await sandbox.payer.pay(body.authorization_url);
    const again = await create({ order_id: 'once' });
    expect([again.status, Object.keys(again.body.error_properties)]).toEqual([400, ['order_id']]);
  });
});

test.each([
  ['integers', 999, 500, 1000],
  ['decimals', '9.99', '5.00', '10.00'],
  ['an integer part of a decimal', '9.99', 500, 1000],
  ['a decimal part of an integer', 999, '5.00', '10.00'],
])(
  'a sandbox that does not capture at once authorizes first, then captures in part: %s',
  async (_, whole, part, more) => {
    const two = await startSandbox({ clock: 'stopped', autoCapture: false });
    const own = plainClient(two);
    const input = (order_id: string) => ({
      business_id: two.credentials.businessId,
      order_id,
      price: { amount: whole, currency: 'EUR' },
      description: 'd',
      payer: {},
      accept_url: 'https://m/a',
      cancel_url: 'https://m/c',
      callback_url: shop.url,
      method_key: 'card',
      token_strategy: 'required',
    });
    const first = await own.recurring('POST', REQUESTS, input('1'));
    await two.payer.pay(first.body.authorization_url);
    const { issued_token } = (await own.recurring('GET', `${REQUESTS}/${first.body.id}`)).body;
    const { body } = await own.recurring('POST', REQUESTS, input('2'));
    const act = (action: string, payload?: unknown) =>
      own.recurring('PUT', `${REQUESTS}/${body.id}/${action}`, payload);
    expect((await act('capture')).status).toBe(409);
    expect((await act('authorize', { token: issued_token })).body.status).toBe('authorized');
    for (const amount of [more, '5.001', '0.00', 0]) {
      expect((await act('capture', { capture_amount: { amount, currency: 'EUR' } })).status, `${amount}`).toBe(400);
    }
    expect((await act('capture', { capture_amount: { amount: part, currency: 'EUR' } })).body).toMatchObject({
      status: 'captured',
      price: { amount: whole },
      price_paid: { amount: part },
    });
    await two.stop();
  },
);

test('a price can be returned in major units, a known trap of this API', async () => {
  const own = await startSandbox({ port: false, priceEcho: 'decimal' });
  const plain = plainClient(own, own.fetch);
  const { body } = await plain.recurring('POST', REQUESTS, {
    business_id: own.credentials.businessId,
    order_id: '1',
    price: { amount: 999, currency: 'EUR' },
    description: 'd',
    payer: {},
    accept_url: 'https://m/a',
    cancel_url: 'https://m/c',
    callback_url: 'https://m/n',
  });
  expect(body.price).toEqual({ amount: '999.00', currency: 'EUR' });
  await own.stop();
});

describe('the public operations', () => {
  test('require no Authorization', async () => {
    const { body } = await create({ payer: {}, contact_info: { email: 'help@m.example' } });
    const path = `${REQUESTS}/${body.id}`;
    const info = await client.raw('GET', `${path}/public-info`, undefined, {});
    expect(info.body).toEqual({
      status: 'new',
      price: { amount: 999, currency: 'EUR' },
      description: 'Monthly subscription',
      contact_info: { email: 'help@m.example' },
      payer_email_present: false,
    });
    const methods = await client.raw('GET', `${path}/methods?limit=1&order_direction=asc`, undefined, {});
    expect(methods.body).toMatchObject({ items: [{ key: 'card' }], _metadata: { total: 3, has_next: true } });
    const email = JSON.stringify({ email: 'late@b.c' });
    const set = await client.raw('PUT', `${path}/set-missing-email`, email, { 'Content-Type': 'application/json' });
    expect(set.body.payer).toEqual({ email: 'late@b.c' });
    const again = await client.raw('PUT', `${path}/set-missing-email`, email, { 'Content-Type': 'application/json' });
    expect([again.status, again.body.error]).toEqual([409, 'invalid_state']);
    expect((await put(body.id, 'set-email', { email: 'new@b.c' })).body.payer.email).toBe('new@b.c');
  });
});

describe('notifications', () => {
  test('are announced by an unsigned form with only the id', async () => {
    const { body } = await create({ method_key: 'card', token_strategy: 'required' });
    await sandbox.payer.pay(body.authorization_url);
    await sandbox.webhooks.idle();
    const [{ headers, raw } = { headers: {}, raw: '' }] = shop.received;
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(raw).toMatch(/^notification_id=[\w-]{32}$/);
    expect(Object.keys(headers).filter((name) => name.startsWith('x-paysera'))).toEqual([]);
    const { body: notification } = await client.recurring('GET', `${NOTIFICATIONS}/${raw.split('=')[1]}`);
    expect(notification).toMatchObject({
      status: 'new',
      event: 'payment_request.captured',
      created_at: '2026-01-31T10:30:00Z',
      data: { payment_request: { id: body.id, status: 'captured', issued_token: expect.any(String) } },
    });
  });

  test('are sent again at growing intervals while unread, for seven days, whatever the shop responds', async () => {
    await token();
    await sandbox.webhooks.idle();
    await sandbox.clock.advance('5m');
    expect(shop.received).toHaveLength(2);
    await sandbox.clock.advance('10m');
    expect(shop.received).toHaveLength(3);
    await sandbox.clock.advance('7d');
    const within = shop.received.length;
    await sandbox.clock.advance('30d');
    expect(shop.received).toHaveLength(within);
    expect(new Set(shop.received.map(({ raw }) => raw)).size).toBe(1);
  });

  test('stop when they are marked as read', async () => {
    await token();
    await sandbox.webhooks.idle();
    const id = shop.received[0]?.raw.split('=')[1];
    for (let time = 0; time < 2; time++) {
      const read = await client.recurring('PUT', `${NOTIFICATIONS}/${id}/read`);
      expect([read.status, read.body.status]).toEqual([200, 'read']);
    }
    await sandbox.clock.advance('7d');
    expect(shop.received).toHaveLength(1);
  });

  test('are listed by status with Unix seconds, and paged by cursor in both directions', async () => {
    for (let time = 0; time < 5; time++) await token();
    const list = async (query: string) => (await client.recurring('GET', `${NOTIFICATIONS}?${query}`)).body;
    const first = await list('status=new&limit=2');
    expect(first._metadata).toMatchObject({
      total: 5,
      offset: 0,
      limit: 2,
      order_by: 'id',
      order_direction: 'desc',
      has_next: true,
      has_previous: false,
    });
    expect(first.items[0].created_at).toBe(Date.parse('2026-01-31T10:30:00Z') / 1000);
    const second = await list(`status=new&limit=2&after=${first._metadata.cursors.after}`);
    expect(second._metadata).not.toHaveProperty('offset');
    const third = await list(`status=new&limit=2&after=${second._metadata.cursors.after}`);
    expect([third.items.length, third._metadata.has_next]).toEqual([1, false]);
    const back = await list(`status=new&limit=2&before=${third._metadata.cursors.before}`);
    expect(back.items).toEqual(second.items);
    expect((await list('status=read')).items).toEqual([]);
  });

  test.each(['limit=201', 'limit=-1', 'limit=x', 'after=a&offset=0', 'order_by=price', 'status=old', 'after=nothing'])(
    'are not listed with %s',
    async (query) => {
      const { status, body } = await client.recurring('GET', `${NOTIFICATIONS}?${query}`);
      expect([status, body.error]).toEqual([400, 'invalid_parameters']);
    },
  );
});
