import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NOTIFICATIONS, ORDERS, PROJECT } from '../sandbox/plain-client.ts';
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

test('the clock moves from its panel, and a delivery says what the shop answered, and is sent again', async () => {
  const { paymentUrl } = await world.payment('A-1002');
  world.answer.status = 500;
  await world.sandbox.payer.pay(paymentUrl);
  await page.goto(`${world.sandbox.url}/_sandbox/deliveries`);
  await page.locator('.note', { hasText: 'again in 1 h' }).nth(1).waitFor();
  expect(await page.locator('a.row').first().textContent()).toMatch(
    /order amount_paid_updated\s+A-1002[\s\S]+answered 500 in [\d.]+ m?s · again in 1 h/,
  );
  await page.locator('a.row').first().click();
  await page.getByText('no such order').waitFor();
  expect(await page.locator('.ahead').innerText()).toMatch(
    /in 1 h[\s\S]*in 6 h, if it still fails[\s\S]*in 1 d 7 h, if/,
  );
  await page.getByText('headers').nth(1).click();
  await page.getByRole('cell', { name: 'yes' }).waitFor();

  world.answer.status = 200;
  await page.locator('#clock').click();
  await page.getByRole('button', { name: 'To the next: in 1 h' }).click();
  await page.locator('h1 + .pill.good', { hasText: 'delivered' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('sent by hand').waitFor();
  await page.getByRole('heading', { name: 'Attempt 3' }).waitFor();
  expect(world.webhooks).toHaveLength(5);
  await page.setViewportSize({ width: 1280, height: 760 });
  await keepPicture(page, 'deliveries', { fullPage: false });
  await page.getByRole('link', { name: 'A-1002' }).click();
  await page.getByRole('heading', { name: 'A-1002' }).first().waitFor();
});

test('a click counts although the page updates between press and release', async () => {
  const { orderId, paymentUrl } = await world.payment();
  await world.sandbox.payer.leavePending(paymentUrl);
  await page.goto(`${world.sandbox.url}/_sandbox/orders/${orderId}`);
  await page.locator('body[data-connected=yes]').waitFor();
  await page.getByRole('button', { name: 'Settle' }).hover();
  await page.mouse.down();
  await world.client.checkout('GET', `${ORDERS}/${orderId}`);
  // Time for the page to replace what is pressed; with less of it, this would pass all the same.
  await page.waitForTimeout(1_000);
  expect(await page.locator('a.row', { hasText: 'getOrder' }).count()).toBe(0);
  await page.mouse.up();
  await page.locator('h1 + .pill.good', { hasText: 'paid' }).waitFor();
  await page.locator('a.row', { hasText: 'getOrder' }).waitFor();
});

test('what is typed stays while the page updates', async () => {
  const { orderId, paymentUrl } = await world.payment();
  await world.sandbox.payer.pay(paymentUrl);
  await page.goto(`${world.sandbox.url}/_sandbox/orders/${orderId}`);
  const amount = page.getByLabel('Amount to refund in EUR');
  await amount.fill('1.5');
  await page.locator('body[data-connected=yes]').waitFor();
  await world.client.checkout('GET', `${ORDERS}/${orderId}`);
  await page.locator('a.row', { hasText: 'getOrder' }).waitFor();
  expect(await amount.inputValue()).toBe('1.5');
  // Asked of the page: an element that was found a moment ago may have been replaced since.
  expect(await page.evaluate("document.activeElement.value + ', ' + getSelection().type")).toBe('1.5, Caret');
  await page.getByRole('button', { name: 'Refund 1.50 EUR' }).waitFor();
});

test('a list narrows while one types, its address carries the search, and Back leads out of it', async () => {
  for (const reference of ['A-1', 'A-2', 'B-1']) await world.payment(reference);
  await page.goto(world.sandbox.url);
  await page.keyboard.press('/');
  await page.keyboard.type('a-');
  await page.locator('a.row').nth(2).waitFor({ state: 'detached' });
  expect(await page.locator('.title').allTextContents()).toEqual(['A-2', 'A-1']);
  expect(new URL(page.url()).search).toBe('?q=a-');
  const copy = await world.openPage();
  await copy.goto(page.url());
  expect(await copy.locator('.title').allTextContents()).toEqual(['A-2', 'A-1']);
  expect(await copy.locator('#search').inputValue()).toBe('a-');
  await page.goBack();
  await page.locator('a.row').nth(2).waitFor();
  expect([new URL(page.url()).search, await page.locator('#search').inputValue()]).toEqual(['', '']);
});

test('the keys search, go through the rows, open one, and explain themselves', async () => {
  for (const reference of ['A-1', 'A-2', 'A-3']) await world.payment(reference);
  await page.goto(world.sandbox.url);
  await page.keyboard.press('?');
  await page.getByText('Keyboard shortcuts').waitFor();
  await keepPicture(page, 'keys');
  await page.keyboard.press('?');
  await page.getByText('Keyboard shortcuts').waitFor({ state: 'hidden' });
  await page.keyboard.press('/');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'A-2' }).first().waitFor();
});

test('a test order is created without a shop, and everything is deleted after a second look', async () => {
  await page.goto(world.sandbox.url);
  await page.getByRole('link', { name: 'Create a test order' }).click();
  await page.getByLabel('Amount').fill('12.345');
  await page.getByRole('button', { name: 'Create order and link' }).click();
  await page.getByRole('status').getByText('at most 2 digits').waitFor();
  await page.getByLabel('Amount').fill('12.34');
  await page.getByRole('button', { name: 'Create order and link' }).click();
  await page.getByRole('heading', { name: 'TEST-1' }).first().waitFor();
  await page.getByRole('link', { name: 'Open payment page' }).click();
  await page.getByRole('button', { name: 'Pay 12.34 EUR' }).waitFor();
  await page.goto(`${world.sandbox.url}/_sandbox/setup`);
  expect(await page.getByRole('button', { name: 'Delete everything' }).isVisible()).toBe(false);
  await page.getByText('Delete everything…').click();
  await page.getByRole('button', { name: 'Delete everything' }).click();
  await page.getByText('No orders yet.').waitFor();
});

test('a fault shows the fields that apply to it, and a preset is added by its name', async () => {
  await page.goto(`${world.sandbox.url}/_sandbox/faults`);
  const calls = page.locator('form.plan').first();
  const fields = () =>
    calls
      .locator('.fields label:visible')
      .evaluateAll((labels) => labels.map((label) => label.firstChild?.textContent));
  expect(await fields()).toEqual(['When', 'How often']);
  await calls.getByText('A slow response').click();
  expect(await fields()).toEqual(['Delay in ms', 'How often']);
  await calls.getByText('An error status').click();
  expect(await fields()).toEqual(['When', 'Status', 'How often']);
  await calls.locator('select[name=status]').selectOption({ label: '503 The service is not available' });
  await calls.getByLabel('Applies to').selectOption('createOrder');
  await calls.getByRole('button', { name: 'Add the fault' }).click();
  await page.getByText('createOrder · status 503').waitFor();
  expect(world.sandbox.faults.list()).toMatchObject([{ on: 'createOrder', do: 'status', status: 503, remaining: 1 }]);
  await page.getByRole('button', { name: 'Webhooks twice' }).click();
  await page.getByText('until removed').nth(1).waitFor();
  // The packed pictures are small: without the end of the long form.
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.evaluate(() => scrollTo(0, 0));
  await keepPicture(page, 'faults', { fullPage: false });
});

test('a call shows its MAC line by line, leads to what it is about, and is copied as a command that works', async () => {
  await world.client.recurring('GET', `${NOTIFICATIONS}?status=new`);
  const { orderId } = await world.payment();
  await page.goto(`${world.sandbox.url}/_sandbox/calls`);
  await page.getByText('listNotifications').click();
  await page.getByRole('heading', { name: 'MAC, line by line' }).waitFor();
  expect(await page.locator('tr', { hasText: 'request-uri' }).textContent()).toContain(
    '/notification/rest/v1/notifications?status=new',
  );
  expect(await page.content()).not.toContain(world.sandbox.credentials.macKey);
  await keepPicture(page, 'call-with-mac');

  await page.goto(`${world.sandbox.url}/_sandbox/orders/${orderId}`);
  await page.locator('a.row', { hasText: 'createOrder' }).click();
  await page.getByRole('heading', { name: 'Response' }).waitFor();
  await page.waitForLoadState(); // with its styles
  const [request, response] = await page
    .locator('.halves > *')
    .evaluateAll((cards) => cards.map((card) => card.getBoundingClientRect().x));
  expect(request).toBeLessThan(response ?? 0);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await page.getByRole('status').getByText('Copied').waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const [, token = ''] = /Authorization: (Bearer [^']+)/.exec(command) ?? [];
  const { status } = await fetch(world.sandbox.url + ORDERS, { headers: { Authorization: token } });
  expect([command.startsWith('curl -X POST'), status]).toEqual([true, 200]);
  await page.getByRole('link', { name: 'A-1001' }).click();
  await page.getByRole('heading', { name: 'A-1001' }).first().waitFor();
});

test('refuses a form submitted by another site', async () => {
  await page.goto(`${world.shopUrl}/evil`);
  await page.setContent(
    `<form method="post" action="${world.sandbox.url}/_sandbox/do/project"><input name="mode" value="disabled"><button>win</button></form>`,
  );
  await page.getByText('win').click();
  await page.getByText('only accepts requests from its own pages').waitFor();
  expect((await world.read(`${PROJECT}/project`)).payment_collection_status).toBe('enabled');
});
