import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { LINKS, ORDERS, orderWithLink, PROJECT, plainClient } from '../plain-client.ts';

let sandbox: Sandbox;
let client: ReturnType<typeof plainClient>;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'stopped', rateLimit: false });
  client = plainClient(sandbox);
});
afterAll(() => sandbox.stop());

const order = (purchase: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) =>
  client.checkout('POST', ORDERS, {
    purchase: { reference: 'A-1', amount: '1000', currency: 'EUR', ...purchase },
    ...rest,
  });

describe('an order', () => {
  test('is created as in the guide and read back, with the field names of the request and of the response', async () => {
    const created = await order(
      { reference: 'ORDER-001' },
      {
        project_id: sandbox.credentials.projectId,
        redirect_urls: {
          success_url: 'https://example.com/success',
          failure_url: 'https://example.com/failure',
          callback_url: 'https://example.com/webhook',
        },
      },
    );
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      source: 'Integration',
      purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' },
    });
    const read = await client.checkout('GET', `${ORDERS}/${created.body.order_id}`);
    expect(read.body).toMatchObject({
      id: created.body.order_id,
      status: 'pending_payment',
      reference: 'ORDER-001',
      amount: 1000,
      amount_paid: 0,
      balance_due: 1000,
      fail_url: 'https://example.com/failure',
    });
  });

  test('accepts an integer amount as well', async () => {
    const { status, body } = await order({ amount: 1000 });
    expect([status, body.purchase.amount]).toEqual([201, 1000]);
  });

  test.each([
    ['purchase.reference', { reference: 'Order #1' }],
    ['purchase.reference', { reference: 'Užsakymas' }],
    ['purchase.reference', { reference: '   ' }],
    ['purchase.reference', { reference: 'x'.repeat(256) }],
    ['purchase.amount', { amount: '0' }],
    ['purchase.amount', { amount: '25.00' }],
    ['purchase.amount', { amount: 25.5 }],
    ['purchase.amount', { amount: -1 }],
    ['purchase.amount', { amount: undefined }],
    ['purchase.currency', { currency: 'eur' }],
    ['purchase.price', { price: 1 }],
  ])('with an invalid %s is refused with 400 invalid_request: %j', async (field, purchase) => {
    const { status, body } = await order(purchase);
    expect([status, body.error]).toEqual([400, 'invalid_request']);
    expect(Object.keys(body.error_properties)).toContain(field);
  });

  test('of another project is not found', async () => {
    const { status, body } = await order({}, { project_id: '01980000-0000-7000-8000-00000000000a' });
    expect([status, body.error]).toEqual([404, 'not_found']);
  });

  test.each(['callback_url', 'success_url', 'failure_url', 'cancel_url'])(
    'accepts only https as %s, except http on this machine',
    async (name) => {
      const refused = await order({}, { redirect_urls: { [name]: 'http://shop.example/x' } });
      expect([refused.status, Object.keys(refused.body.error_properties)]).toEqual([400, [`redirect_urls.${name}`]]);
      for (const url of ['http://localhost:3000/x', 'http://127.0.0.1/x', 'http://shop.test/x']) {
        expect((await order({}, { redirect_urls: { [name]: url } })).status).toBe(201);
      }
    },
  );

  test('is rejected while the project cannot take payments, although the methods still respond', async () => {
    sandbox.setProject({ payment_collection_status: 'disabled' });
    const { status, body } = await order();
    expect([status, body.error]).toEqual([400, 'payment_collection_not_activated']);
    expect((await client.checkout('GET', `${PROJECT}/methods`)).status).toBe(200);
    sandbox.setProject({ payment_collection_status: 'enabled' });
  });

  test('is marked as a test in test mode, and as real otherwise', async () => {
    expect((await order()).body.is_test).toBe(false);
    sandbox.setProject({ payment_collection_status: 'test_mode' });
    expect((await order()).body.is_test).toBe(true);
    expect((await client.checkout('GET', `${PROJECT}/project`)).body.payment_collection_status).toBe('test_mode');
    sandbox.setProject({ payment_collection_status: 'enabled' });
  });
});

describe('an amount set by the payer', () => {
  const payerSet = { amount: undefined, payer_sets_amount: true };

  test('is null until it is paid', async () => {
    const { body } = await order({
      ...payerSet,
      minimum_amount: 100,
      maximum_amount: 5000,
      suggested_amount: 1000,
      amount_buttons: [500, 1000, 2000],
    });
    expect(body.purchase).toEqual({
      reference: 'A-1',
      amount: null,
      currency: 'EUR',
      payer_sets_amount: true,
      minimum_amount: 100,
      maximum_amount: 5000,
      suggested_amount: 1000,
      amount_buttons: [500, 1000, 2000],
    });
    const link = { order_id: body.order_id, name: 'n', experience: { language: 'en' } };
    expect((await client.checkout('POST', LINKS, { ...link, purchase: { amount: 1000 } })).status).toBe(400);
    const opened = await client.checkout('POST', LINKS, { ...link, purchase: {} });
    expect([opened.status, opened.body.purchase.amount]).toEqual([201, null]);
    await sandbox.payer.pay(opened.body.payment_URL, { amount: 700 });
    const paid = await client.checkout('GET', `${ORDERS}/${body.order_id}`);
    expect(paid.body).toMatchObject({ status: 'paid', amount: 700, amount_paid: 700 });
  });

  test.each([
    ['payer_set_amount_with_amount', { payer_sets_amount: true }],
    ['payer_set_amount_limits_without_flag', { minimum_amount: 5 }],
    ['minimum_amount_not_below_maximum', { ...payerSet, minimum_amount: 5, maximum_amount: 5 }],
    ['maximum_amount_above_platform_maximum', { ...payerSet, maximum_amount: 1e12 }],
    ['suggested_amount_without_payer_set', { suggested_amount: 5 }],
    ['suggested_amount_out_of_limits', { ...payerSet, maximum_amount: 10, suggested_amount: 11 }],
    ['amount_buttons_without_payer_set', { amount_buttons: [1, 2, 3] }],
    ['amount_buttons_not_ascending', { ...payerSet, amount_buttons: [1, 3, 2] }],
    ['amount_buttons_out_of_limits', { ...payerSet, minimum_amount: 2, amount_buttons: [1, 2, 3] }],
  ])('is refused with %s', async (code, purchase) => {
    const { status, body } = await order(purchase);
    expect([status, body.error]).toEqual([400, code]);
  });
});

describe('an update', () => {
  test('of the reference leaves the link unchanged, and one of the amount cancels it', async () => {
    const { orderId, linkId } = await orderWithLink(client);
    const status = async () => (await client.checkout('GET', `${LINKS}/${linkId}`)).body.status;
    const renamed = await client.checkout('PATCH', `${ORDERS}/${orderId}`, { reference: 'A-2' });
    expect([renamed.status, renamed.body]).toEqual([200, { order_id: orderId }]);
    expect(await status()).toBe('active');
    await client.checkout('PATCH', `${ORDERS}/${orderId}`, { amount: '1990' });
    expect(await status()).toBe('active');
    await client.checkout('PATCH', `${ORDERS}/${orderId}`, { amount: '3000' });
    expect(await status()).toBe('canceled');
  });

  test('of a paid order is refused with 422', async () => {
    const { orderId, url } = await orderWithLink(client);
    await sandbox.payer.pay(url);
    expect((await client.checkout('PATCH', `${ORDERS}/${orderId}`, { reference: 'late' })).status).toBe(422);
  });

  test('without fields, or with an integer amount, is refused with 400', async () => {
    const { orderId } = await orderWithLink(client);
    expect((await client.checkout('PATCH', `${ORDERS}/${orderId}`, {})).status).toBe(400);
    expect((await client.checkout('PATCH', `${ORDERS}/${orderId}`, { amount: 5 })).status).toBe(400);
  });
});

describe('the list of orders', () => {
  let own: Sandbox;
  let list: (query: string) => Promise<string[]>;
  beforeAll(async () => {
    own = await startSandbox({ clock: 'stopped', rateLimit: false, port: false, startAt: new Date(1_760_000_000_000) });
    const inProcess = plainClient(own, own.fetch);
    for (const [reference, amount, currency, pay] of [
      ['one', '100', 'EUR', 0],
      ['two', '200', 'EUR', 200],
      ['three', '300', 'USD', 0],
      ['one more', '400', 'PLN', 150],
      ['five', '500', 'EUR', 500],
    ] as const) {
      const { url } = await orderWithLink(inProcess, undefined, { reference, amount, currency });
      if (pay) await own.payer.pay(url, { amount: pay });
      await own.clock.advance('10s');
    }
    list = async (query) =>
      (await inProcess.checkout('GET', `${ORDERS}?${query}`)).body.items.map(
        ({ reference }: { reference: string }) => reference,
      );
  });
  afterAll(() => own.stop());

  test.each([
    ['', ['five', 'one more', 'three', 'two', 'one']],
    ['status[]=paid', ['five', 'two']],
    ['status[]=paid&status[]=pending_payment', ['five', 'one more', 'three', 'two', 'one']],
    ['status=paid', ['five', 'one more', 'three', 'two', 'one']],
    ['currency[]=USD&currency[]=PLN', ['one more', 'three']],
    ['amount=200', ['two']],
    ['amount_gte=200&amount_lte=300', ['three', 'two']],
    ['amount_paid=150', ['one more']],
    ['amount_paid_gte=1', ['five', 'one more', 'two']],
    ['amount_paid_lte=199', ['one more', 'three', 'one']],
    ['created_at_gte=1760000030', ['five', 'one more']],
    ['created_at_lte=1760000010', ['two', 'one']],
    ['q=one', ['one more', 'one']],
    ['q=one&currency[]=PLN', ['one more']],
    ['limit=2', ['five', 'one more']],
  ])('filters by %s', async (query, references) => {
    expect(await list(query)).toEqual(references);
  });

  test('pages by cursor to the end, unaffected by orders created in the meantime', async () => {
    const inProcess = plainClient(own, own.fetch);
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 10; page++) {
      const { body } = await inProcess.checkout(
        'GET',
        `${ORDERS}?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      seen.push(...body.items.map(({ reference }: { reference: string }) => reference));
      if (page === 0) await orderWithLink(inProcess, undefined, { reference: 'newcomer' });
      if (!body.has_more) break;
      cursor = body.cursor;
    }
    expect(seen).toEqual(['five', 'one more', 'three', 'two', 'one']);
  });

  test('refuses a cursor that it did not issue, and a limit of 0', async () => {
    const inProcess = plainClient(own, own.fetch);
    expect((await inProcess.checkout('GET', `${ORDERS}?cursor=abc`)).status).toBe(400);
    expect((await inProcess.checkout('GET', `${ORDERS}?limit=0`)).status).toBe(400);
  });
});
