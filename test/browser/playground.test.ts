import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Example } from '../../playground/examples.ts';
import { PLAYGROUND_BUDGET } from '../../scripts/docs/playground.ts';
import { printedLike } from '../support/code-blocks.ts';
import { keepPicture, openBrowser } from './browser.ts';
import { type PlaygroundSite, servePlayground } from './playground-site.ts';

const site: PlaygroundSite = await servePlayground();
declare global {
  interface Window {
    // What the script of axe-core leaves in a page.
    readonly axe: typeof axe;
  }
}

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser({ webSecurity: true });
}, 300_000);
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

test('a charge whose response is lost is looked for, and made once', async () => {
  const { page } = await site.open(browser, '#example=recurring-billing.recurring-billing');
  await page.getByLabel('What goes wrong').selectOption('lost-charge');
  await run(page);
  expect(await printed(page)).toEqual(['captured true', 'captured 999']);
  const calls = await page.locator('.pg-activity summary').allInnerTexts();
  const lost = calls.findIndex((text) => /authorize\s+no response/.test(text));
  expect(lost).toBeGreaterThan(0);
  const after = calls.slice(lost + 1);
  expect(after.filter((text) => text.includes('authorize'))).toEqual([]);
  expect(after[0]).toMatch(/^GET/);
  await page.context().close();
});

/** Replaces the code, as somebody would who types. */
async function write(page: Page, code: string): Promise<void> {
  await page.locator('.cm-content').waitFor();
  await page.getByRole('textbox', { name: 'Code' }).fill(code);
}

describe('the code of a reader', () => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await site.open(browser));
  });
  afterAll(() => page.context().close());

  test('that is no TypeScript is not run, and says so in its line', async () => {
    await write(page, "console.log('first');\nconst amount: number = ;\n");
    await run(page);
    expect(await printed(page)).toEqual(['Line 2: SyntaxError: Unexpected token']);
    expect(await page.locator('.pg-bad-line').innerText()).toBe('const amount: number = ;');
    expect(await page.locator('.pg-message').innerText()).toBe('SyntaxError: Unexpected token');
  });

  test('that throws has its error in the line which threw, until it is changed', async () => {
    await write(
      page,
      "interface Sum { readonly cents: number }\n\nconst sum: Sum = { cents: 1 };\nthrow new Error('no ' + sum.cents);\n",
    );
    await run(page);
    expect(await printed(page)).toEqual(['Line 4: Error: no 1']);
    expect(await page.locator('.pg-bad-line').innerText()).toBe("throw new Error('no ' + sum.cents);");
    await write(page, 'console.log(1);');
    expect(await page.locator('.pg-bad-line').count()).toBe(0);
  });

  test('that imports what is not there is told what there is', async () => {
    await write(page, "import { inspect } from 'node:util';\nconsole.log(inspect(1));");
    await run(page);
    expect((await printed(page)).join()).toMatch(
      /^Line 1: Error: 'node:util' is not in the playground, which has paysera-client,/,
    );
  });

  test('that never ends is stopped by the button, and the next run begins anew', async () => {
    await write(page, "console.log('looping');\nfor (;;);");
    await page.getByRole('button', { name: 'Run' }).click();
    await page.locator('.pg-output', { hasText: 'looping' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await status(page).filter({ hasText: 'Stopped' }).waitFor();
    await write(page, 'console.log(40 + 2);');
    await run(page);
    expect(await printed(page)).toEqual(['42']);
  });

  test('that never ends is stopped by itself, with the reason', async () => {
    await write(page, 'for (;;);');
    await page.getByRole('button', { name: 'Run' }).click();
    await status(page).filter({ hasText: 'Stopped' }).waitFor();
    expect((await printed(page)).join()).toMatch(/^Stopped: the code ran for 5 s without a pause/);
  });

  test('reaches nothing outside, by whatever way it tries', async () => {
    const outside = `${site.origin}/playground/offer.json`;
    await write(
      page,
      `const ways = {
        fetch: () => fetch('${outside}'),
        request: () => new Promise((done, fail) => {
          const request = new XMLHttpRequest();
          request.onload = done;
          request.onerror = () => fail(new Error('refused'));
          request.open('GET', '${outside}');
          request.send();
        }),
        script: async () => importScripts('${site.origin}/playground/page.js'),
        module: () => new Function('return import("${site.origin}/playground/page.js")')(),
        socket: () => new Promise((done, fail) => {
          const socket = new WebSocket('${site.origin.replace('http', 'ws')}/');
          socket.onopen = done;
          socket.onerror = () => fail(new Error('refused'));
        }),
        cookies: async () => { if (typeof document === 'undefined') throw new Error('no document'); },
      };
      for (const [name, way] of Object.entries(ways)) console.log(name, await way().then(() => 'reached', () => 'refused'));`,
    );
    const before = site.served.length;
    await run(page);
    const names = ['fetch', 'request', 'script', 'module', 'socket', 'cookies'];
    expect(await printed(page)).toEqual(names.map((name) => `${name} refused`));
    expect(site.served.slice(before)).toEqual([]);
  });

  test('travels in the address, and is not run before its reader wants it', async () => {
    await write(page, "console.log('from a link: ąčę');");
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.waitForURL(/#code=/);
    const other = await site.open(browser, new URL(page.url()).hash);
    expect(await printed(other.page)).toEqual([]);
    await run(other.page);
    expect(await printed(other.page)).toEqual(['from a link: ąčę']);
    await other.page.context().close();
  });
});

test('it is used by keyboard alone: run, pay, and look into a signed call', async () => {
  const { page } = await site.open(browser, '#example=recurring-billing.recurring-billing');
  const { keyboard } = page;
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  const tabTo = async (name: RegExp) => {
    for (let step = 0; step < 40 && !name.test(await focused()); step++) await keyboard.press('Tab');
    expect(await focused()).toMatch(name);
  };
  await page.locator('.cm-content').focus();
  await keyboard.press('Control+Enter');
  await status(page).filter({ hasText: 'Done' }).waitFor();
  await tabTo(/^Calls and webhooks/);
  await keyboard.press('ArrowRight');
  expect(await focused()).toBe('Payment page');
  await keyboard.press('ArrowLeft');
  await tabTo(/^POST\/payment-requests/);
  await keyboard.press('Enter');
  const lines = await page.locator('.pg-activity details[open] th').allInnerTexts();
  expect(lines).toEqual(['ts', 'nonce', 'method', 'request-uri', 'host', 'port', 'ext']);
  await page.context().close();
});

describe('a paid order and its page', () => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await site.open(browser));
    await page.locator('.cm-content').waitFor();
    await page.evaluate(axe.source);
    await run(page);
    await page.locator('.pg-activity summary').first().click();
  });
  afterAll(() => page.context().close());
  const faults = () =>
    page.evaluate(async () => {
      const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    });

  test.each([
    ['light', 1280],
    ['light', 390],
    ['dark', 1280],
    ['dark', 390],
  ] as const)('in %s colours, %i pixels wide, have no fault of accessibility, and fit', async (theme, width) => {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate((name) => document.documentElement.setAttribute('class', name), theme);
    await page.getByRole('tab', { name: 'Calls and webhooks' }).click();
    expect(await faults()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await keepPicture(page, `playground-calls-${theme}-${width}`);
    await page.getByRole('button', { name: 'Open the payment page' }).click();
    await page.frameLocator('.pg-frame').getByRole('button', { name: 'Pay 10.00 EUR' }).waitFor();
    expect(await faults()).toEqual([]);
    await keepPicture(page, `playground-payment-${theme}-${width}`);
  });
});

test('what the page loads before it runs code keeps its budget, and the editor is no part of it', async () => {
  expect(site.offer.size.page).toBeLessThanOrEqual(PLAYGROUND_BUDGET);
  const { page, asked } = await site.open(browser);
  console.log(`The playground: ${await status(page).innerText()}`);
  expect(asked.some((url) => url.endsWith('/code-editor.js'))).toBe(true);
  await page.context().close();
});
