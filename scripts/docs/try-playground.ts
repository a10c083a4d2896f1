import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../test/browser/browser.ts';
import { serve } from './search.ts';

/** Runs an example in a built site, as a reader would. No other host may be contacted. */
export async function playgroundProblems(dist: string): Promise<string[]> {
  const site = await serve(dist);
  const browser = await openBrowser({ webSecurity: true });
  const problems: string[] = [];
  try {
    const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    const page = await browser.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', ({ message }) => problems.push(`playground: ${message}`));
    page.on('request', (request) => {
      const url = request.url().replace(/^blob:/, '');
      if (!url.startsWith(origin)) problems.push(`playground: asks ${url}, on another host`);
    });
    await page.goto(`${origin}/sandbox.html`);
    await page.getByRole('link', { name: 'Open in the playground' }).last().click();
    await page.locator('.pg-run:enabled').waitFor();
    console.log(`Playground: ${await page.locator('.pg-status').innerText()}`);
    await page.locator('.pg-run').click();
    await page.locator('.pg-output', { hasText: 'happened' }).waitFor();
    for (const width of [390, 1280]) problems.push(...(await frontProblems(browser, origin, width)));
  } catch (error) {
    problems.push(`playground: ${String(error instanceof Error ? error.message : error).split('\n', 1)[0]}`);
  } finally {
    await browser.close();
    site.closeAllConnections();
    site.close();
  }
  return problems;
}

/** What is wrong with the front page once its example has come to life. Nothing may have moved by then. */
async function frontProblems(browser: Browser, origin: string, width: number): Promise<string[]> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  page.setDefaultTimeout(15_000);
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('request', (request) => {
    const url = request.url().replace(/^blob:/, '');
    if (!url.startsWith(origin)) problems.push(`asks ${url}, on another host`);
  });
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/playground/front.js', async (route) => {
    await held;
    await route.continue();
  });
  const places = () =>
    page.evaluate(() =>
      ['h1', '.front-try', '.front-try .language-ts', '.front-try .diagram', 'h2'].map((name) => {
        const { x, y, width, height } = document.querySelector(name)?.getBoundingClientRect() ?? new DOMRect();
        return [name, x, y, width, height].join(' ');
      }),
    );
  await page.goto(origin);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const before = await places();
  release();
  await page.locator('.front-live .pg-output', { hasText: 'paid' }).waitFor();
  const after = await places();
  for (const place of before.filter((one) => !after.includes(one))) problems.push(`moves ${place}`);
  if ((await page.evaluate(() => document.documentElement.scrollWidth)) > width)
    problems.push('is wider than its window');
  await page.close();
  return problems.map((problem) => `front page, ${width} pixels wide: ${problem}`);
}
