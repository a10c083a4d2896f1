import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LINKS, ORDERS, PAYMENTS, REQUESTS } from '../sandbox/plain-client.ts';
import { keepPicture } from './browser.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let page: Page;
beforeEach(async () => {
  world = await openWorld();
  page = await world.openPage();
});
afterEach(async () => {
  await world.close();
  expect(world.problems).toEqual([]);
});

describe('the payment page', () => {
  test('accepts a payment and returns the payer to the shop, and the dashboard updates without a reload', async () => {
    const { orderId, paymentUrl } = await world.payment();
    const dashboard = await world.openPage();
    await dashboard.goto(`${world.sandbox.url}/_sandbox/orders/${orderId}`);
    await dashboard.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
    expect(await dashboard.locator('h1 + .pill').textContent()).toBe('pending payment');

    await page.goto(paymentUrl);
    expect(await page.locator('.sum strong').textContent()).toBe('19.90 EUR');
    await keepPicture(page, 'payment-page');
    await page.getByText('SEB', { exact: true }).click();
    await page.getByRole('button', { name: 'Pay 19.90 EUR' }).click();
    await page.waitForURL(`${world.shopUrl}/thanks`);

    await dashboard.locator('h1 + .pill.good', { hasText: 'paid' }).waitFor();
    await dashboard.locator('.pill', { hasText: 'delivered' }).nth(1).waitFor();
    expect(await dashboard.locator('.flow').first().getByRole('img').getAttribute('aria-label')).toContain(
      'Now: paid.',
    );
    expect(await dashboard.evaluate(() => 'sameDocument' in globalThis)).toBe(true);
    await dashboard.setViewportSize({ width: 1280, height: 1000 });
    await keepPicture(dashboard, 'order-paid', { fullPage: false });
    await dashboard.close();

    expect(world.webhooks.map((body) => JSON.parse(body).event.type)).toEqual(['payment', 'order']);
    expect(JSON.parse(world.webhooks[1] ?? '').order.payment_links[0].payments[0].method).toBe('seb');
    expect((await world.read(`${ORDERS}/${orderId}`)).status).toBe('paid');
    await page.goto(paymentUrl);
    expect(await page.locator('h1').textContent()).toBe('Paid');
  });

  test.each([
    ['Payment fails', '/failed', 'failed'],
    ['Cancel', '/cart', 'canceled'],
  ])('%s returns the payer to %s and leaves the link open', async (button, path, status) => {
    const { linkId, paymentUrl } = await world.payment();
    await page.goto(paymentUrl);
    await page.getByRole('button', { name: button }).click();
    await page.waitForURL(world.shopUrl + path);
    await world.sandbox.webhooks.idle();
    expect(JSON.parse(world.webhooks[0] ?? '').payment.status).toBe(status);
    expect((await world.read(`${LINKS}/${linkId}`)).status).toBe('active');
  });

  test('leaves a payment pending until the dashboard settles it', async () => {
    const { orderId, paymentUrl } = await world.payment();
    await page.goto(paymentUrl);
    await page.getByRole('button', { name: 'Leave pending' }).click();
    await page.getByText('Your payment is pending').waitFor();
    await page.goto(`${world.sandbox.url}/_sandbox/orders/${orderId}`);
    await page.getByRole('button', { name: 'Settle' }).click();
    await page.locator('h1 + .pill.good', { hasText: 'paid' }).waitFor();
    await page.getByLabel('Amount to refund in EUR').fill('5');
    await page.getByRole('button', { name: 'Refund 5.00 EUR' }).click();
    await page.getByText('5.00 EUR refunded').waitFor();
    await page.getByRole('button', { name: 'Refund 14.90 EUR' }).click();
    await page.locator('.row .pill', { hasText: 'refunded' }).waitFor();
  });

  test('can let a link expire', async () => {
    const { paymentUrl } = await world.payment();
    await page.goto(paymentUrl);
    await page.getByRole('button', { name: 'Link expires' }).click();
    await page.getByText('This link is expired').waitFor();
    await page.getByRole('link', { name: 'Back to the shop' }).click();
    await page.waitForURL(`${world.shopUrl}/cart`);
  });

  test('accepts a part in major units, with the label of the button following, and then asks for the rest', async () => {
    const { orderId, paymentUrl } = await world.payment();
    await page.goto(paymentUrl);
    await page.getByText('Pay only part of it').click();
    const amount = page.getByLabel('Amount in EUR');
    await amount.fill('9,9');
    await page.getByRole('button', { name: 'Pay 9.90 EUR' }).waitFor();
    await amount.fill('9.999');
    await page.getByRole('button', { name: 'Pay EUR' }).click();
    await page.getByRole('alert').getByText('at most 2 digits').waitFor();
    await page.getByText('Pay only part of it').click();
    await amount.fill('9.90');
    await page.getByRole('button', { name: 'Pay 9.90 EUR' }).click();
    await page.waitForURL(`${world.shopUrl}/thanks`);
    expect(await world.read(`${ORDERS}/${orderId}`)).toMatchObject({ status: 'pending_payment', amount_paid: 990 });
    await page.goto(paymentUrl);
    await page.getByText('9.90 EUR of 19.90 EUR is paid already').waitFor();
    await page.getByRole('button', { name: 'Pay 10.00 EUR' }).click();
    await page.waitForURL(`${world.shopUrl}/thanks`);
    expect(await world.read(`${ORDERS}/${orderId}`)).toMatchObject({ status: 'paid', amount_paid: 1990 });
  });

  test('names the amount on its button that was typed before the page had its script', async () => {
    const { paymentUrl } = await world.payment();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/script.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(paymentUrl, { waitUntil: 'commit' });
    await page.getByText('Pay only part of it').click();
    await page.getByLabel('Amount in EUR').fill('9,9');
    release();
    await page.getByRole('button', { name: 'Pay 9.90 EUR' }).waitFor();
    await page.unroute('**/script.js');
  });

  test('accepts an amount that the payer sets, by a button or typed', async () => {
    const buttons = { payer_sets_amount: true, amount_buttons: [500, 1000, 2000], suggested_amount: 700 };
    const gift = () => world.openPayment({ purchase: { reference: 'GIFT', currency: 'EUR', ...buttons } });
    const first = await gift();
    await page.goto(first.paymentUrl);
    await page.getByRole('button', { name: 'Pay 7.00 EUR' }).waitFor();
    await page.getByRole('button', { name: '10.00 EUR', exact: true }).click();
    await page.getByText('Thank you').waitFor();
    expect(await world.read(`${ORDERS}/${first.orderId}`)).toMatchObject({ status: 'paid', amount: 1000 });
    const second = await gift();
    await page.goto(second.paymentUrl);
    await page.getByLabel('Amount in EUR').fill('3');
    await page.getByRole('button', { name: 'Pay 3.00 EUR' }).click();
    await page.getByText('Thank you').waitFor();
    expect(await world.read(`${ORDERS}/${second.orderId}`)).toMatchObject({ status: 'paid', amount: 300 });
  });

  test('can be used with the keyboard alone', async () => {
    const { orderId, paymentUrl } = await world.payment();
    await page.goto(paymentUrl);
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${world.shopUrl}/thanks`);
    const { items } = await world.read(PAYMENTS);
    expect(items[0]).toMatchObject({ order_id: orderId, payment_method_key: 'seb' });
  });

  test('of a payment request issues a token', async () => {
    const request = await world.paymentRequest();
    await page.goto(request.authorization_url);
    await page.getByRole('button', { name: 'Card is declined' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'Pay 9.99 EUR' }).click();
    await page.waitForURL(`${world.shopUrl}/thanks`);
    const { body: paid } = await world.client.recurring('GET', `${REQUESTS}/${request.id}`);
    expect(paid.issued_token).toBeTypeOf('string');
    await world.sandbox.webhooks.idle();
    expect(world.webhooks[0]).toMatch(/^notification_id=/);
    await page.goto(`${world.sandbox.url}/_sandbox/requests/${request.id}`);
    await keepPicture(page, 'payment-request');
  });
});
