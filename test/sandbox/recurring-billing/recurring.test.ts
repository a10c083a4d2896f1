import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';
import { plainClient, REQUESTS } from '../plain-client.ts';
import { openedForEach } from './opened.ts';

const { create, put, token, sandbox, client, shop } = openedForEach();

describe('a payment request', () => {
  test('is created with 200 as the guide shows it, and never with null', async () => {
    const { status, body, headers } = await create({ token_strategy: 'required', method_key: 'card' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^[\w-]{32}$/),
      status: 'new',
      authorization_url: `${sandbox().url}/pay/${body.id}`,
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
    await sandbox().payer.pay(body.authorization_url);
    const paid = await client().recurring('GET', `${REQUESTS}/${body.id}`);
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
    expect((await client().recurring('GET', `${REQUESTS}/${body.id}`)).body.status).toBe('new');
  });

  test('can be declined by the card', async () => {
    const issued = await token();
    sandbox().faults.on('authorizePaymentRequest', { do: 'decline' });
    const { body } = await create();
    expect((await put(body.id, 'authorize', { token: issued })).status).toBe(409);
    expect((await put(body.id, 'authorize', { token: issued })).body.status).toBe('captured');
  });

  test('cannot be paid after valid_until', async () => {
    const issued = await token();
    const { body } = await create({ valid_until: sandbox().clock.now() / 1000 + 60 });
    await sandbox().clock.advance('60s');
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
      flow_data: { redirect_url: `${sandbox().url}/pay/${body.id}` },
    });
  });

  test('that does not exist is not found', async () => {
    const { status, body } = await client().recurring('GET', `${REQUESTS}/nothing`);
    expect([status, body.error]).toEqual([404, 'not_found']);
  });
});

describe('a unique_identifier', () => {
  test('cancels the earlier unpaid request with the same identifier, and replaces it', async () => {
    const first = await create({ unique_identifier: 'u', order_id: 'same' });
    const second = await create({ unique_identifier: 'u', order_id: 'same' });
    expect(second.body.id).not.toBe(first.body.id);
    expect((await client().recurring('GET', `${REQUESTS}/${first.body.id}`)).body.status).toBe('canceled');
  });

  test('of a paid request is refused with payment_request_not_unique', async () => {
    const { body } = await create({ unique_identifier: 'u' });
    await sandbox().payer.pay(body.authorization_url);
    const again = await create({ unique_identifier: 'u' });
    expect([again.status, again.body.error]).toEqual([400, 'payment_request_not_unique']);
  });

  test('does not free an order_id that was paid', async () => {
    const { body } = await create({ order_id: 'once' });
    await sandbox().payer.pay(body.authorization_url);
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
      ...PAYMENT_REQUEST,
      business_id: two.credentials.businessId,
      order_id,
      price: { amount: whole, currency: 'EUR' },
      callback_url: shop().url,
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
    ...PAYMENT_REQUEST,
    business_id: own.credentials.businessId,
  });
  expect(body.price).toEqual({ amount: '999.00', currency: 'EUR' });
  await own.stop();
});

describe('the public operations', () => {
  test('require no Authorization', async () => {
    const { body } = await create({ payer: {}, contact_info: { email: 'help@m.example' } });
    const path = `${REQUESTS}/${body.id}`;
    const info = await client().raw('GET', `${path}/public-info`, undefined, {});
    expect(info.body).toEqual({
      status: 'new',
      price: { amount: 999, currency: 'EUR' },
      description: 'Monthly subscription',
      contact_info: { email: 'help@m.example' },
      payer_email_present: false,
    });
    const methods = await client().raw('GET', `${path}/methods?limit=1&order_direction=asc`, undefined, {});
    expect(methods.body).toMatchObject({ items: [{ key: 'card' }], _metadata: { total: 3, has_next: true } });
    const email = JSON.stringify({ email: 'late@b.c' });
    const set = await client().raw('PUT', `${path}/set-missing-email`, email, { 'Content-Type': 'application/json' });
    expect(set.body.payer).toEqual({ email: 'late@b.c' });
    const again = await client().raw('PUT', `${path}/set-missing-email`, email, { 'Content-Type': 'application/json' });
    expect([again.status, again.body.error]).toEqual([409, 'invalid_state']);
    expect((await put(body.id, 'set-email', { email: 'new@b.c' })).body.payer.email).toBe('new@b.c');
  });
});
