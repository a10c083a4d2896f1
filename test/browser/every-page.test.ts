import axeCore from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contextOf } from '../../src/sandbox/start.ts';
import { keepPicture } from './browser.ts';
import { openWorld, type World } from './world.ts';

let world: World;
/** The address of every kind of page, by the name of its picture. */
let places: Readonly<Record<string, string>>;

beforeAll(async () => {
  world = await openWorld();
  const { sandbox } = world;
  const { orderId: first } = await world.payment('A-1');
  const { orders } = contextOf(sandbox).tables;
  const order = orders.get(first);
  // So many that there is a second page.
  for (let number = 2; order && number <= 51; number++)
    orders.put({ ...order, id: `order-${number}`, reference: `A-${number}` });
  const { orderId, paymentUrl } = await world.payment('A reference of many letters, as long as shops make them (2026)');
  world.answer.status = 500;
  await sandbox.payer.pay(paymentUrl, { amount: 990 });
  const request = await world.paymentRequest();
  const open = await world.paymentRequest();
  await sandbox.payer.pay(request.authorization_url);
  await sandbox.webhooks.idle();
  sandbox.faults.on('createOrder', { do: 'status', status: 503, times: 2 });
  const call = (operation: string) =>
    contextOf(sandbox)
      .exchanges.list()
      .find((one) => one.operation === operation)?.id;
  places = {
    orders: '/',
    found: '/?q=A-5&status=pending_payment',
    'nothing-found': '/?q=none',
    order: `/_sandbox/orders/${orderId}`,
    'new-order': '/_sandbox/orders/new',
    requests: '/_sandbox/requests',
    request: `/_sandbox/requests/${request.id}`,
    deliveries: '/_sandbox/deliveries',
    delivery: `/_sandbox/deliveries/${sandbox.webhooks.list()[0]?.id}`,
    calls: '/_sandbox/calls',
    call: `/_sandbox/calls/${call('createPaymentLink')}`,
    'signed-call': `/_sandbox/calls/${call('createPaymentRequest')}`,
    faults: '/_sandbox/faults',
    setup: '/_sandbox/setup',
    payment: new URL(paymentUrl).pathname,
    'payment-of-request': new URL(open.authorization_url).pathname,
    paid: new URL(request.authorization_url).pathname,
    'not-found': '/_sandbox/orders/none',
  };
}, 300_000);
afterAll(() => world?.close());

declare global {
  /** What the script of axe-core leaves in a page. */
  var axe: typeof axeCore;
}

const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** The rules of these levels that depend on colours. Only they can differ between light and dark. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** What is wrong for people who cannot see, point or read well. */
function accessibilityProblems(page: Page, runOnly: string[]): Promise<string[]> {
  return page.evaluate(
    async (options) => {
      const { violations } = await axe.run(document, options);
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    },
    { runOnly },
  );
}

/** Words that are broken over two lines although one line has room for them. Ids and code may break anywhere. */
function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const broken: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      if (node.parentElement?.closest('pre, code, .mono, script, svg')) continue;
      for (const { 0: word, index } of (node.textContent ?? '').matchAll(/[^\s\-/:.?=&,]+/g)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) broken.push(word);
      }
    }
    return broken;
  });
}

describe.concurrent('every page', () => {
  test.for([1280, 390])(
    'at %i pixels, light and dark, is accessible (WCAG AA), fits, breaks no word, and asks no other host',
    { timeout: 600_000 },
    async (width) => {
      const page = await world.openPage({ viewport: { width, height: 800 }, deviceScaleFactor: 1 });
      await page.addInitScript({ content: axeCore.source });
      const hosts = new Set<string>();
      page.on('request', (request) => hosts.add(new URL(request.url()).origin));
      const check = async (name: string) => {
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([name, overflow, await brokenWords(page)]).toEqual([name, 0, []]);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          const found = await accessibilityProblems(page, colorScheme === 'light' ? LEVELS : OF_COLOURS);
          expect([name, colorScheme, found]).toEqual([name, colorScheme, []]);
          await keepPicture(page, `${name}-${colorScheme}-${width}`, { fullPage: false });
        }
      };
      for (const [name, path] of Object.entries(places)) {
        await page.goto(world.sandbox.url + path);
        await check(name);
      }
      // What opens over a page.
      await page.goto(`${world.sandbox.url}/_sandbox/setup`);
      for (const panel of ['clock', 'help']) {
        await page.locator(panel === 'clock' ? '#clock' : '[popovertarget=help]').click();
        await check(panel);
        await page.keyboard.press('Escape');
      }
      expect([...hosts]).toEqual([world.sandbox.url]);
      expect(world.problems).toEqual([]);
      await page.close();
    },
  );

  test('has its tabs in the same places, whichever is bold', async () => {
    const page = await world.openPage({ viewport: { width: 1280, height: 800 } });
    const seen = new Set<string>();
    for (const path of ['/', '/_sandbox/requests', '/_sandbox/calls', '/_sandbox/setup']) {
      await page.goto(world.sandbox.url + path);
      const tabs = page.locator('.tabs a');
      seen.add(JSON.stringify(await tabs.evaluateAll((links) => links.map((link) => link.getBoundingClientRect().x))));
      expect(await page.locator('.tabs [aria-current]').evaluate((tab) => getComputedStyle(tab).fontWeight)).toBe(
        '600',
      );
    }
    expect(seen.size).toBe(1);
    await page.close();
  });
});
