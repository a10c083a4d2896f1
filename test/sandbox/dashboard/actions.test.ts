import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CALL_FAULTS, DELIVERY_FAULTS } from '../../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { FAULT_TEXTS } from '../../../src/sandbox/pages/faults/fault-texts.ts';
import { contextOf } from '../../../src/sandbox/start.ts';
import { ORDERS, orderWithLink, PAYMENTS, PROJECT, plainClient } from '../plain-client.ts';

let sandbox: Sandbox;
let client: ReturnType<typeof plainClient>;
let status: number;
beforeEach(async () => {
  status = 200;
  sandbox = await startSandbox({
    clock: 'stopped',
    rateLimit: false,
    deliver: () => new Response(null, { status }),
  });
  client = plainClient(sandbox);
});
afterEach(() => sandbox.stop());

/** Presses a button of the dashboard. */
async function press(action: string, fields: Record<string, string> = {}) {
  const response = await fetch(`${sandbox.url}/_sandbox/do/${action}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  return { status: response.status, to: response.headers.get('Location') ?? '', text: await response.text() };
}
const page = async (path: string) => String((await client.raw('GET', path, undefined, {})).body);

describe('a test order', () => {
  const fields = { reference: 'T-1', amount: '12,50', currency: 'EUR', callback_url: 'http://localhost:3000/hooks' };

  test('is created with a link that can be paid, and its page is shown next', async () => {
    const { to } = await press('order-new', fields);
    expect(to).toMatch(/^\/_sandbox\/orders\//);
    const { body } = await client.checkout('GET', `${ORDERS}/${to.split('/').at(-1)}`);
    expect(body).toMatchObject({ reference: 'T-1', amount: 1250, currency: 'EUR', callback_url: fields.callback_url });
    const [url = ''] = /http[^"]*\/payment-links\/[\w-]+/.exec(await page(to)) ?? [];
    await sandbox.payer.pay(url);
    expect((await client.checkout('GET', `${ORDERS}/${body.id}`)).body.status).toBe('paid');
  });

  test.each([
    [{ amount: '1.999' }, 'at most 2 digits'],
    [{ amount: '-3' }, 'a plain decimal'],
    [{ amount: '0' }, 'Validation failed'],
    [{ reference: ' ' }, 'Validation failed'],
    [{ callback_url: 'javascript:alert(1)' }, 'expected an http address'],
  ])('is refused with %j, with the reason', async (change, reason) => {
    const { status: code, text } = await press('order-new', { ...fields, ...change });
    expect([code, text]).toEqual([409, expect.stringContaining(reason)]);
    expect(contextOf(sandbox).tables.orders.size).toBe(0);
  });
});

describe('a refund', () => {
  test('in part is typed in major units, and never exceeds what is left', async () => {
    const { url } = await orderWithLink(client);
    const { id } = await sandbox.payer.pay(url);
    await press('refund', { id, amount: '9.90' });
    await sandbox.webhooks.idle();
    const read = async () => (await client.checkout('GET', `${PAYMENTS}/${id}/refund-eligibility`)).body;
    expect(await read()).toMatchObject({ refunded_amount: 990, remaining_refundable: 1000 });
    for (const amount of ['10.01', '0', '']) expect((await press('refund', { id, amount })).status).toBe(409);
    expect(await read()).toMatchObject({ refunded_amount: 990, pending_refunds: 0 });
  });
});

describe('the clock', () => {
  test('moves by any step', async () => {
    const before = sandbox.clock.now();
    await press('clock', { count: '90', unit: 'm' });
    expect(sandbox.clock.now() - before).toBe(90 * 60_000);
    const { status: code, text } = await press('clock', { count: 'x', unit: 'm' });
    expect([code, text]).toEqual([409, expect.stringContaining('advance was called with')]);
  });

  test('moves to the next thing that will happen, which then happens', async () => {
    status = 500;
    const { url } = await orderWithLink(client, 'https://shop.example/hooks');
    await sandbox.payer.pay(url);
    await sandbox.webhooks.idle();
    const before = sandbox.clock.now();
    expect(await page('/')).toContain('in 1 h');
    status = 200;
    await press('clock-next');
    expect(sandbox.clock.now() - before).toBe(3_600_000);
    expect(sandbox.webhooks.list().map((delivery) => delivery.status)).toEqual(['delivered', 'delivered']);
    expect(await page('/')).toContain('Nothing is planned');
    await press('clock-next');
    expect(sandbox.clock.now() - before).toBe(3_600_000);
  });

  test('is started and stopped, and the header says that it is stopped', async () => {
    expect(await page('/')).toContain('Start the clock');
    await press('clock-start');
    expect([sandbox.clock.stopped(), await page('/')]).toEqual([false, expect.stringContaining('Stop the clock')]);
    await press('clock-stop');
    expect([sandbox.clock.stopped(), await page('/')]).toEqual([true, expect.stringContaining('stopped')]);
  });
});

test('a reset leaves nothing but the credentials and the tokens of the shop', async () => {
  status = 500;
  const { url, orderId } = await orderWithLink(client, 'https://shop.example/hooks');
  await sandbox.payer.pay(url);
  await sandbox.webhooks.idle();
  sandbox.faults.on('createOrder', { do: 'reset' });
  sandbox.setProject({ payment_collection_status: 'test_mode' });
  const { credentials } = sandbox;
  await sandbox.clock.advance('30d');
  const { to } = await press('reset');
  expect(to).toBe('/');
  const { tables, exchanges, schedule } = contextOf(sandbox);
  expect(Object.values(tables).map(({ size }) => size)).toEqual(Object.values(tables).map(() => 0));
  expect([exchanges.list(), sandbox.faults.list(), schedule.coming(1)]).toEqual([[], [], []]);
  expect(Math.abs(sandbox.clock.now() - Date.now())).toBeLessThan(3_600_000);
  expect(sandbox.credentials).toEqual(credentials);
  // The shop goes on with the token that it has.
  expect((await client.checkout('GET', `${ORDERS}/${orderId}`)).status).toBe(404);
  expect((await client.checkout('GET', `${PROJECT}/project`)).body.payment_collection_status).toBe('enabled');
  await orderWithLink(client);
  expect(tables.orders.size).toBe(1);
});

test('a reset of a database is one after a restart, too', async () => {
  const { sqliteStore } = await import('../../../src/sandbox/platform/node/store-sqlite.ts');
  const store = sqliteStore(':memory:');
  const table = store.table<{ id: string; of: string }>('thing', ['of']);
  table.put({ id: '1', of: 'a' });
  table.clear();
  expect([table.size, table.by('of', 'a'), store.table('thing').all()]).toEqual([0, [], []]);
  store.close();
});

test('all failed deliveries are sent again by one button, which is there while there are any', async () => {
  status = 401;
  const { url } = await orderWithLink(client, 'https://shop.example/hooks');
  await sandbox.payer.pay(url);
  await sandbox.webhooks.idle();
  expect(await page('/_sandbox/deliveries')).toContain('Send all 2 failed again');
  status = 200;
  await press('resend-failed');
  await sandbox.webhooks.idle();
  expect(sandbox.webhooks.list().map((delivery) => delivery.status)).toEqual(['delivered', 'delivered']);
  expect(await page('/_sandbox/deliveries')).not.toContain('failed again');
});

describe('a fault', () => {
  test('of each kind is explained where it is chosen', async () => {
    expect(FAULT_TEXTS.map(({ kind }) => kind)).toEqual([...CALL_FAULTS, ...DELIVERY_FAULTS]);
    const html = await page('/_sandbox/faults');
    for (const { name, kind } of FAULT_TEXTS) {
      expect(html).toContain(`<strong>${name}</strong> <code>${kind}</code>`);
    }
  });

  test('takes only the fields that apply to it', async () => {
    const fields = { times: '2', status: '503', delay: '3000', seconds: '600', after: 'write' };
    await press('fault', { on: 'createOrder', do: 'status', ...fields });
    await press('fault', { on: '*', do: 'delay', ...fields });
    await press('fault', { on: 'webhook', do: 'late', ...fields });
    await press('fault', { on: 'webhook', do: 'duplicate', ...fields });
    expect(sandbox.faults.list().map(({ id: _, remaining: __, ...plan }) => plan)).toEqual([
      { on: 'createOrder', do: 'status', times: 2, status: 503, after: 'write' },
      { on: '*', do: 'delay', times: 2, delay: 3000 },
      { on: 'webhook', do: 'late', times: 2, seconds: 600 },
      { on: 'webhook', do: 'duplicate', times: 2 },
    ]);
  });

  test('in effect says which status it leads to, also when none was chosen', async () => {
    await press('fault', { on: 'createOrder', do: 'status', status: '503', after: 'write' });
    await press('fault', { on: 'getOrder', do: 'status' });
    await press('fault', { on: '*', do: 'html' });
    const html = await page('/_sandbox/faults');
    expect(html).toContain('createOrder · status 503, after the operation');
    expect(html).toContain('getOrder · status 500');
    expect(html).toContain('every operation · html 502');
  });

  test.each([
    ['Paysera is slow', [['*', 'delay']]],
    [
      'Webhooks twice',
      [
        ['webhook', 'duplicate'],
        ['callback', 'duplicate'],
      ],
    ],
  ])('preset %j stays in effect until it is removed', async (name, plans) => {
    await press('fault-preset', { name });
    const list = sandbox.faults.list();
    expect(list.map((plan) => [plan.on, plan.do])).toEqual(plans);
    expect(list.every(({ remaining }) => remaining === Number.POSITIVE_INFINITY)).toBe(true);
    await press('faults-clear');
    expect(sandbox.faults.list()).toEqual([]);
  });

  test('preset "Responses get lost" loses the response to an order that was created', async () => {
    await press('fault-preset', { name: 'Responses get lost' });
    const lost = client.checkout('POST', ORDERS, { purchase: { reference: 'L', amount: '1', currency: 'EUR' } });
    await expect(lost).rejects.toThrow();
    expect(
      contextOf(sandbox)
        .tables.orders.all()
        .map(({ reference }) => reference),
    ).toEqual(['L']);
  });
});
