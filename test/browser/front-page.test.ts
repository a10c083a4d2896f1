import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PLAYGROUND_BUDGET } from '../../scripts/docs/playground.ts';
import { keepPicture, openBrowser } from './browser.ts';
import { type PlaygroundSite, servePlayground } from './playground-site.ts';

const site: PlaygroundSite = await servePlayground();
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser({ webSecurity: true });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await site[Symbol.asyncDispose]();
});

async function open(width: number, theme = 'light'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, reducedMotion: 'reduce' });
  page.setDefaultTimeout(60_000);
  await page.goto(`${site.origin}/front`);
  await page.evaluate((name) => document.documentElement.setAttribute('class', name), theme);
  return page;
}

/** What the site's own component does once the page is idle. */
async function bringToLife(page: Page): Promise<void> {
  const content = "import { mount } from '/playground/front.js'; mount(document.querySelector('.front-try'));";
  await page.addScriptTag({ type: 'module', content });
  await page.locator('.front-live').waitFor();
}

/** Where everything is that a reader may look at, to the pixel. */
const places = (page: Page) =>
  page.evaluate(() =>
    ['.front-try', '.language-ts', '.playground-link', '.diagram', 'h2'].map((name) => {
      const { x, y, width, height } = document.querySelector(name)?.getBoundingClientRect() ?? new DOMRect();
      return [name, x, y, width, height];
    }),
  );

/** Where a line of code begins, and how high its letters are. */
const lineAt = (page: Page, selector: string) =>
  page.locator(selector).evaluate((line) => {
    const range = document.createRange();
    range.selectNodeContents(line);
    const { x, y, height } = range.getClientRects()[0] ?? new DOMRect();
    return [line.textContent, Math.round(x), Math.round(y), Math.round(height)];
  });

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)(
  'in %s colours, %i pixels wide, the example comes to life without a jump, and has no fault of accessibility',
  async (theme, width) => {
    const page = await open(width, theme);
    const before = await places(page);
    await bringToLife(page);
    expect(await places(page)).toEqual(before);
    expect(await page.locator('.pg-output').innerText()).toBe('paid');
    expect(await page.locator('.front-did summary').allInnerTexts()).toHaveLength(4);
    await page.locator('.front-did .pg-card', { hasText: 'settled' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }),
    );
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`)).toEqual([]);
    await keepPicture(page, `front-page-${theme}-${width}`);
    await page.close();
  },
);

test('it is edited where it stands, run by keyboard, and taken along to the playground', async () => {
  const page = await open(1280);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await bringToLife(page);
  expect(asked.some((url) => url.endsWith('/code-editor.js'))).toBe(false);
  const stood = await lineAt(page, '.language-ts .line:nth-child(5)');
  await page.getByRole('textbox', { name: 'Code' }).click();
  await page.locator('.front-code .cm-content').waitFor();
  expect(await lineAt(page, '.front-code .cm-line:nth-child(5)')).toEqual(stood);
  await page.getByRole('textbox', { name: 'Code' }).fill("console.log('mine');\nthrow new Error('no');");
  await page.keyboard.press('Control+Enter');
  await page.locator('.pg-message', { hasText: 'Error: no' }).waitFor();
  expect(await page.locator('.pg-output pre').allInnerTexts()).toEqual(['mine', 'Line 2: Error: no']);
  await page.getByRole('button', { name: 'Run' }).focus();
  await page.locator('.playground-link[href*="#code="]').click();
  await page.locator('.pg-run:enabled').waitFor();
  expect(await page.locator('.cm-content').innerText()).toContain("throw new Error('no');");
  expect(asked.filter((url) => !url.replace(/^blob:/, '').startsWith(site.origin))).toEqual([]);
  await page.close();
});

test('what it loads before it runs keeps the budget of the playground', () => {
  expect(site.offer.size.front).toBeLessThanOrEqual(PLAYGROUND_BUDGET);
});
