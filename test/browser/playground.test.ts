import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Example } from '../../playground/examples.ts';
import { printedLike } from '../support/code-blocks.ts';
import { openBrowser } from './browser.ts';
import { type PlaygroundSite, servePlayground } from './playground-site.ts';

const site: PlaygroundSite = await servePlayground();
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser({ webSecurity: true });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await site[Symbol.asyncDispose]();
});

const status = (page: Page) => page.locator('.pg-status');
// The worker is started from an address that leads to the page's own memory.
const elsewhere = (asked: readonly string[]) =>
  asked.filter((url) => !url.replace(/^blob:/, '').startsWith(site.origin));
const printed = (page: Page) => page.locator('.pg-output pre').allInnerTexts();

async function run(page: Page): Promise<void> {
  await page.locator('.pg-run').click();
  await status(page)
    .filter({ hasText: /^(Done|Failed)/ })
    .waitFor();
}

describe('the examples of the documentation', () => {
  const documented = site.offer.examples.filter(({ prints }) => prints !== undefined);
  let opened: Awaited<ReturnType<PlaygroundSite['open']>>;
  beforeAll(async () => {
    opened = await site.open(browser);
  });
  afterAll(() => opened.page.context().close());

  test('are ten at least', () => expect(documented.length).toBeGreaterThanOrEqual(10));

  test.each(documented.map((example): [string, Example] => [example.id, example]))(
    '%s prints what its page says',
    async (id, { prints = '' }) => {
      const { page } = opened;
      await page.getByLabel('Example').selectOption(id);
      await run(page);
      expect((await printed(page)).join('\n')).toMatch(printedLike(prints));
    },
  );

  test('ask for nothing but the files of the site', () => {
    expect(elsewhere(opened.asked)).toEqual([]);
    expect(opened.asked.length).toBeGreaterThan(3);
  });
});

test('the quick start is paid in the frame, and the handler of the example ships', async () => {
  const { page, asked } = await site.open(browser);
  await run(page);
  await page.getByRole('button', { name: 'Open the payment page' }).click();
  const frame = page.frameLocator('.pg-frame');
  await frame.getByRole('button', { name: 'Pay 10.00 EUR' }).click();
  await frame.getByText('Back in the shop').waitFor();
  await page.locator('.pg-output', { hasText: 'Ship ORDER-001' }).waitFor();
  await page.locator('.pg-card', { hasText: 'settled' }).waitFor();
  await page.getByRole('tab', { name: 'Calls and webhooks' }).click();
  await expect.poll(() => page.locator('.pg-activity li', { hasText: 'delivered' }).count()).toBe(2);
  expect(elsewhere(asked)).toEqual([]);
  await page.context().close();
});

test('a charge whose answer is lost is looked for, and made once', async () => {
  const { page } = await site.open(browser, '#example=recurring-billing.recurring-billing');
  await page.getByLabel('What goes wrong').selectOption('lost-charge');
  await run(page);
  expect(await printed(page)).toEqual(['captured true', 'captured 999']);
  const calls = await page.locator('.pg-activity summary').allInnerTexts();
  const lost = calls.findIndex((text) => /authorize\s+no answer/.test(text));
  expect(lost).toBeGreaterThan(0);
  const after = calls.slice(lost + 1);
  expect(after.filter((text) => text.includes('authorize'))).toEqual([]);
  expect(after[0]).toMatch(/^GET/);
  await page.context().close();
});
