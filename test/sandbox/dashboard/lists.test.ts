import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { contextOf } from '../../../src/sandbox/start.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';
import { ORDERS, orderWithLink, plainClient, REQUESTS } from '../plain-client.ts';

let sandbox: Sandbox;
let client: ReturnType<typeof plainClient>;
beforeAll(async () => {
  sandbox = await startSandbox({ port: false, rateLimit: false, deliver: () => new Response('thank you') });
  client = plainClient(sandbox, sandbox.fetch);
  for (let number = 1; number <= 120; number++) {
    const { url } = await orderWithLink(client, 'https://shop.example/hooks', { reference: `A-${number}` });
    if (number % 2 === 0) await sandbox.payer.pay(url);
    if (number <= 60) await request(`SUB-${number}`);
  }
  await client.checkout('GET', `${ORDERS}/unknown`);
  await sandbox.webhooks.idle();
});
afterAll(() => sandbox.stop());

async function request(order_id: string) {
  const { body } = await client.recurring('POST', REQUESTS, {
    ...PAYMENT_REQUEST,
    business_id: sandbox.credentials.businessId,
    order_id,
    payer: { email: `${order_id.toLowerCase()}@shop.example` },
  });
  return body;
}

/** What a list shows at an address. */
async function shown(path: string) {
  const { body } = await client.raw('GET', path, undefined, { Accept: 'text/html' });
  const html = String(body);
  const link = (rel: string) =>
    /href="([^"]*)"/.exec(html.match(new RegExp(`<a [^>]*rel="${rel}"[^>]*>`))?.[0] ?? '')?.[1];
  return {
    html,
    titles: [...html.matchAll(/<span class="title">([^<]*)/g)].map(([, title = '']) => title.trim()),
    place: /(\d+–\d+ of \d+)/.exec(html)?.[1],
    newer: link('prev')?.replaceAll('&amp;', '&'),
    older: link('next')?.replaceAll('&amp;', '&'),
  };
}

const numbers = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, place) => `A-${from - place}`);

describe('a list', () => {
  test('leads to the rest of it by its pages, and back', async () => {
    const first = await shown('/');
    expect([first.titles, first.place, first.newer]).toEqual([numbers(120, 71), '1–50 of 120', undefined]);
    const second = await shown(first.older ?? '');
    expect([second.titles, second.place]).toEqual([numbers(70, 21), '51–100 of 120']);
    const third = await shown(second.older ?? '');
    expect([third.titles, third.place, third.older]).toEqual([numbers(20, 1), '101–120 of 120', undefined]);
    expect((await shown(third.newer ?? '')).titles).toEqual(second.titles);
    expect((await shown(second.newer ?? '')).titles).toEqual(first.titles);
  });

  test('is filtered by its status, and counts each', async () => {
    const { titles, place, html, older } = await shown('/?status=paid');
    expect([titles[0], titles[1], place]).toEqual(['A-120', 'A-118', '1–50 of 60']);
    expect(html.replace(/<[^>]+>/g, '')).toMatch(/All 120\s*Pending payment 60\s*Paid 60\s*Canceled 0/);
    expect((await shown(older ?? '')).titles).toHaveLength(10);
  });

  test('is searched without regard to case and taken literally, within a filter', async () => {
    expect((await shown('/?q=a-11')).titles).toEqual([...numbers(119, 110), 'A-11']);
    expect((await shown('/?q=a-11&status=paid')).titles).toEqual(['A-118', 'A-116', 'A-114', 'A-112', 'A-110']);
    const nothing = await shown('/?q=A.1');
    expect([nothing.titles, nothing.html]).toEqual([[], expect.stringContaining('Nothing found')]);
  });

  test('keeps what its address says in its form and in its links', async () => {
    const { html, older } = await shown('/?q=A-&status=paid');
    expect(html).toMatch(/name="q"[^>]*value="A-"/);
    expect(html).toContain('<input type="hidden" name="status" value="paid">');
    expect(older).toMatch(/^\/\?q=A-&status=paid&from=/);
  });

  test('shows the same page when newer rows arrive', async () => {
    const { older = '' } = await shown('/_sandbox/requests?q=SUB');
    const before = await shown(older);
    await request('LATER-1');
    expect((await shown(older)).titles).toEqual(before.titles);
  });
});

test('an order is found by the id of its payment or its link', async () => {
  const { orderId, linkId, url } = await orderWithLink(client, undefined, { reference: 'FOUND' });
  const { id } = await sandbox.payer.pay(url);
  for (const q of [orderId, linkId, id]) expect((await shown(`/?q=${q}`)).titles).toEqual(['FOUND']);
});

test('payment requests are found by their payer', async () => {
  expect((await shown('/_sandbox/requests?q=sub-7@shop')).titles).toEqual(['SUB-7']);
  expect((await shown('/_sandbox/requests?status=captured')).titles).toEqual([]);
});

test('deliveries are found by their order, by what they report, and by order alone', async () => {
  const { titles } = await shown('/_sandbox/deliveries?q=A-118');
  expect(titles).toEqual(['order amount_paid_updated', 'payment settled']);
  expect((await shown('/_sandbox/deliveries?status=delivered')).place).toBe('1–50 of 120');
  const [order] = (await client.checkout('GET', `${ORDERS}?q=A-118`)).body.items;
  const about = await shown(`/_sandbox/deliveries?about=${order.id}`);
  expect(about.titles).toEqual(titles);
  expect(about.html).toContain('Only of');
});

test('calls are found by their order, operation and result, with a way to all that are kept', async () => {
  expect((await shown('/_sandbox/calls?q=createPaymentLink')).place).toMatch(/^1–50 of 12\d$/);
  expect((await shown('/_sandbox/calls?q=A-117')).titles).toContain('createOrder');
  expect((await shown('/_sandbox/calls?status=refused')).titles).toEqual(['getOrder']);
  const all = await shown('/_sandbox/calls');
  const total = contextOf(sandbox).exchanges.list().length;
  expect([all.place, total > 200]).toEqual([`1–50 of ${total}`, true]);
  expect(all.html).toContain('the latest 5,000');
});

test('of 10,000 orders only those shown are looked into', async () => {
  const own = await startSandbox({ port: false });
  const { tables } = contextOf(own);
  const plain = plainClient(own, own.fetch);
  const { orderId } = await orderWithLink(plain);
  const order = tables.orders.get(orderId);
  if (!order) throw new Error('no order');
  for (let number = 0; number < 10_000; number++)
    tables.orders.put({
      ...order,
      id: `order-${number}`,
      reference: `B-${number}`,
      status: number % 9 ? 'paid' : 'closed',
    });
  const looked = [vi.spyOn(tables.links, 'by'), vi.spyOn(tables.payments, 'by')];
  const took: string[] = [];
  for (const path of ['/', '/?q=b-99', '/?status=closed', '/?q=none', '/?from=order-100', `/?q=B-&from=order-5000`]) {
    for (const spy of looked) spy.mockClear();
    const started = performance.now();
    const { body } = await plain.raw('GET', path, undefined, { Accept: 'text/html' });
    took.push(`${path} ${(performance.now() - started).toFixed(1)} ms`);
    const rows = String(body).split('<li data-row').length - 1;
    expect([path, rows <= 50, ...looked.map((spy) => spy.mock.calls.length)]).toEqual([path, true, rows, rows]);
  }
  console.log(`a page of 10,001 orders: ${took.join(', ')}`);
  await own.stop();
});

test('the page of an order shows its latest ten calls, and links the list of all', async () => {
  const { orderId } = await orderWithLink(client, undefined, { reference: 'LOOKED-AT' });
  for (let count = 0; count < 10; count++) await client.checkout('GET', `${ORDERS}/${orderId}`);
  const { html } = await shown(`/_sandbox/orders/${orderId}`);
  const [, calls = ''] = html.split('<h2>Calls</h2>');
  expect(calls.split('</section>')[0]?.match(/<li data-row=/g)).toHaveLength(10);
  expect(calls).toContain(`href="/_sandbox/calls?about=${orderId}">All 12</a>`);
});
