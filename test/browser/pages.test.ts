import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { LINKS, NOTIFICATIONS, ORDERS, PAYMENTS, PROJECT, plainClient, REQUESTS } from '../sandbox/plain-client.ts';
import { keepPicture, openBrowser } from './browser.ts';

/** The pictures of the guide are packed, and shown at most 900 pixels wide: a page of 1280 makes one of 960. */
const IN_PICTURE_SIZE = { deviceScaleFactor: 0.75 };

let browser: Browser;
let sandbox: Sandbox;
let client: ReturnType<typeof plainClient>;
let shop: Server;
let shopUrl: string;
let webhooks: string[];
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());

beforeEach(async () => {
  webhooks = [];
  shop = createServer(async (request, response) => {
    if (request.method === 'POST') {
      let body = '';
      for await (const chunk of request) body += chunk;
      webhooks.push(body);
      response.end();
    } else {
      response.setHeader('Content-Type', 'text/html').end(`<title>Shop</title><h1>Shop ${request.url}</h1>`);
    }
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  sandbox = await startSandbox({ rateLimit: false });
  client = plainClient(sandbox);
  page = await browser.newPage(IN_PICTURE_SIZE);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // The browser notes every refused request; some tests provoke them.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) problems.push(message.text());
  });
  page.setDefaultTimeout(10_000);
});
afterEach(async () => {
  await page.close();
  await sandbox.stop();
  shop.closeAllConnections();
  await new Promise((resolve) => shop.close(resolve));
  expect(problems.splice(0)).toEqual([]);
});

/** An order and its link, made without our client: only the sandbox is tested here. */
async function openPayment(
  order: Readonly<Record<string, unknown>> & {
    readonly purchase: { readonly reference: string; readonly amount?: string; readonly [name: string]: unknown };
  },
) {
  const { body: created } = await client.checkout('POST', ORDERS, order);
  const { amount } = order.purchase;
  const link = await client.checkout('POST', LINKS, {
    order_id: created.order_id,
    name: order.purchase.reference,
    experience: { language: 'en' },
    purchase: amount === undefined ? {} : { amount: Number(amount) },
  });
  return {
    orderId: created.order_id as string,
    linkId: link.body.link_id as string,
    paymentUrl: link.body.payment_URL as string,
  };
}

const payment = (reference = 'A-1001') => {
  const purchase = { reference, amount: '1990', currency: 'EUR' };
  const redirect_urls = {
    success_url: `${shopUrl}/thanks`,
    failure_url: `${shopUrl}/failed`,
    cancel_url: `${shopUrl}/cart`,
    callback_url: `${shopUrl}/hooks`,
  };
  return openPayment({ purchase, redirect_urls });
};

const read = async (path: string) => (await client.checkout('GET', path)).body;

describe('the payment page', () => {
  test('accepts a payment and returns the payer to the shop, and the dashboard updates without a reload', async () => {
    const { orderId, paymentUrl } = await payment();
    const dashboard = await browser.newPage(IN_PICTURE_SIZE);
    await dashboard.goto(`${sandbox.url}/_sandbox/orders/${orderId}`);
    await dashboard.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
    expect(await dashboard.locator('h1 + .pill').textContent()).toBe('pending payment');

    await page.goto(paymentUrl);
    expect(await page.locator('.sum strong').textContent()).toBe('19.90 EUR');
    await keepPicture(page, 'payment-page');
    await page.getByText('SEB', { exact: true }).click();
    await page.getByRole('button', { name: 'Pay 19.90 EUR' }).click();
    await page.waitForURL(`${shopUrl}/thanks`);

    await dashboard.locator('h1 + .pill.good', { hasText: 'paid' }).waitFor();
    await dashboard.locator('.pill', { hasText: 'delivered' }).nth(1).waitFor();
    expect(await dashboard.locator('.flow').first().getByRole('img').getAttribute('aria-label')).toContain(
      'Now: paid.',
    );
    expect(await dashboard.evaluate(() => 'sameDocument' in globalThis)).toBe(true);
    await keepPicture(dashboard, 'order-paid');
    await dashboard.close();

    expect(webhooks.map((body) => JSON.parse(body).event.type)).toEqual(['payment', 'order']);
    expect(JSON.parse(webhooks[1] ?? '').order.payment_links[0].payments[0].method).toBe('seb');
    expect((await read(`${ORDERS}/${orderId}`)).status).toBe('paid');
    await page.goto(paymentUrl);
    expect(await page.locator('h1').textContent()).toBe('Paid');
  });

  test.each([
    ['Payment fails', '/failed', 'failed'],
    ['Cancel', '/cart', 'canceled'],
  ])('%s returns the payer to %s and leaves the link open', async (button, path, status) => {
    const { linkId, paymentUrl } = await payment();
    await page.goto(paymentUrl);
    await page.getByRole('button', { name: button }).click();
    await page.waitForURL(shopUrl + path);
    await sandbox.webhooks.idle();
    expect(JSON.parse(webhooks[0] ?? '').payment.status).toBe(status);
    expect((await read(`${LINKS}/${linkId}`)).status).toBe('active');
  });

  test('leaves a payment pending until the dashboard settles it', async () => {
    const { orderId, paymentUrl } = await payment();
    await page.goto(paymentUrl);
    await page.getByRole('button', { name: 'Leave pending' }).click();
    await page.getByText('pending').first().waitFor();
    await page.goto(`${sandbox.url}/_sandbox/orders/${orderId}`);
    await page.getByRole('button', { name: 'Settle' }).click();
    await page.locator('h1 + .pill.good', { hasText: 'paid' }).waitFor();
    await page.getByRole('button', { name: 'Refund 19.90 EUR' }).click();
    await page.locator('.row .pill', { hasText: 'refunded' }).waitFor();
  });

  test('can let a link expire', async () => {
    const { paymentUrl } = await payment();
    await page.goto(paymentUrl);
    await page.getByRole('button', { name: 'Link expires' }).click();
    await page.getByText('This link is expired').waitFor();
    await page.getByRole('link', { name: 'Back to the shop' }).click();
    await page.waitForURL(`${shopUrl}/cart`);
  });

  test('accepts a partial payment, and an amount set by the payer', async () => {
    const part = await payment();
    await page.goto(part.paymentUrl);
    await page.getByText('Pay only part of it').click();
    await page.getByLabel('Amount in minor units').fill('990');
    await page.getByRole('button', { name: 'Pay 19.90 EUR' }).click();
    await page.waitForURL(`${shopUrl}/thanks`);
    expect(await read(`${ORDERS}/${part.orderId}`)).toMatchObject({ status: 'pending_payment', amount_paid: 990 });

    const buttons = { payer_sets_amount: true, amount_buttons: [500, 1000, 2000] };
    const open = await openPayment({ purchase: { reference: 'GIFT', currency: 'EUR', ...buttons } });
    await page.goto(open.paymentUrl);
    await page.getByRole('button', { name: '10.00 EUR' }).click();
    await page.getByText('Thank you').waitFor();
    expect(await read(`${ORDERS}/${open.orderId}`)).toMatchObject({ status: 'paid', amount: 1000 });
  });

  test('can be used with the keyboard alone', async () => {
    const { orderId, paymentUrl } = await payment();
    await page.goto(paymentUrl);
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${shopUrl}/thanks`);
    const { items } = await read(PAYMENTS);
    expect(items[0]).toMatchObject({ order_id: orderId, payment_method_key: 'seb' });
  });

  test('of a payment request issues a token', async () => {
    const { body: request } = await client.recurring('POST', REQUESTS, {
      business_id: sandbox.credentials.businessId,
      order_id: 'SUB-1',
      price: { amount: '9.99', currency: 'EUR' },
      description: 'Monthly subscription',
      payer: { email: 'a@b.c' },
      method_key: 'card',
      token_strategy: 'required',
      accept_url: `${shopUrl}/thanks`,
      cancel_url: `${shopUrl}/cart`,
      callback_url: `${shopUrl}/hooks`,
    });
    await page.goto(request.authorization_url);
    await page.getByRole('button', { name: 'Card is declined' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'Pay 9.99 EUR' }).click();
    await page.waitForURL(`${shopUrl}/thanks`);
    const { body: paid } = await client.recurring('GET', `${REQUESTS}/${request.id}`);
    expect(paid.issued_token).toBeTypeOf('string');
    await sandbox.webhooks.idle();
    expect(webhooks[0]).toMatch(/^notification_id=/);
    await page.goto(`${sandbox.url}/_sandbox/requests/${request.id}`);
    await keepPicture(page, 'payment-request');
  });
});

describe('the dashboard', () => {
  test('advances the clock, shows the delivery attempts and resends a delivery', async () => {
    await payment();
    const { paymentUrl } = await payment('A-1002');
    sandbox.faults.on('webhook', { do: 'lose', times: 2 });
    await sandbox.payer.pay(paymentUrl);
    await page.goto(`${sandbox.url}/_sandbox/deliveries`);
    await page.locator('.pill.wait', { hasText: 'waiting' }).nth(1).waitFor();
    expect(webhooks).toHaveLength(0);
    await page.getByRole('button', { name: '1 hour' }).click();
    await page.locator('.pill.good', { hasText: 'delivered' }).nth(1).waitFor();
    expect(webhooks).toHaveLength(2);
    await page.getByText('2 attempts, headers and body').first().click();
    await page.getByText('lost in transit').first().waitFor();
    await page.getByRole('button', { name: 'Send again' }).first().click();
    await page.getByText('3 attempts, headers and body').waitFor();
    await page.locator('td', { hasText: 'sent manually' }).first().waitFor();
    expect(webhooks).toHaveLength(3);
    await keepPicture(page, 'deliveries');
  });

  test('adds a fault plan, and explains what is wrong with an invalid one', async () => {
    await page.goto(`${sandbox.url}/_sandbox/faults`);
    await page.getByLabel('Applies to').selectOption('createOrder');
    await page.getByLabel('Fault type').selectOption('status');
    await page.getByRole('textbox', { name: 'Status' }).fill('503');
    await page.getByRole('button', { name: 'Add plan' }).click();
    await page.getByText('status, status 503').waitFor();
    expect(sandbox.faults.list()).toMatchObject([{ on: 'createOrder', do: 'status', status: 503, remaining: 1 }]);
    await page.getByLabel('Fault type').selectOption('duplicate');
    await page.getByRole('button', { name: 'Add plan' }).click();
    await page.getByText('expected one of reset').waitFor();
    await keepPicture(page, 'faults');
  });

  test('shows a request with its MAC, line by line', async () => {
    await client.recurring('GET', `${NOTIFICATIONS}?status=new`);
    await page.goto(`${sandbox.url}/_sandbox/calls`);
    await page.getByText('listNotifications').click();
    await page.getByRole('heading', { name: 'MAC, line by line' }).waitFor();
    expect(await page.locator('tr', { hasText: 'request-uri' }).textContent()).toContain(
      '/notification/rest/v1/notifications?status=new',
    );
    expect(await page.content()).not.toContain(sandbox.credentials.macKey);
    await keepPicture(page, 'call-with-mac');
  });

  test('refuses a form submitted by another site', async () => {
    await page.goto(`${shopUrl}/evil`);
    await page.setContent(
      `<form method="post" action="${sandbox.url}/_sandbox/do/project"><input name="mode" value="disabled"><button>win</button></form>`,
    );
    await page.getByText('win').click();
    await page.getByText('only accepts requests from its own pages').waitFor();
    expect((await read(`${PROJECT}/project`)).payment_collection_status).toBe('enabled');
  });

  test.each([
    ['light', 1200],
    ['dark', 1200],
    ['light', 360],
    ['dark', 360],
  ] as const)(
    'in %s mode at %i pixels does not overflow and requests nothing from other hosts',
    async (colorScheme, width) => {
      const { orderId, paymentUrl } = await payment('A reference of many letters, as long as shops make them (2026)');
      await sandbox.payer.pay(paymentUrl, { amount: 990 });
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const hosts = new Set<string>();
      page.on('request', (request) => hosts.add(new URL(request.url()).origin));
      const places = [
        '/',
        `/_sandbox/orders/${orderId}`,
        '/_sandbox/requests',
        '/_sandbox/deliveries',
        '/_sandbox/calls',
        '/_sandbox/faults',
        '/_sandbox/setup',
        new URL(paymentUrl).pathname,
      ];
      for (const [place, path] of places.entries()) {
        await page.goto(sandbox.url + path);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([path, overflow]).toEqual([path, 0]);
        await keepPicture(page, `${place}-${colorScheme}-${width}`);
      }
      expect([...hosts]).toEqual([sandbox.url]);
    },
  );
});
