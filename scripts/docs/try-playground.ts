import type { AddressInfo } from 'node:net';
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
    await page.locator('.pg-run:enabled').click();
    await page.locator('.pg-output', { hasText: 'happened' }).waitFor();
    console.log(`Playground: ${await page.locator('.pg-status').innerText()}`);
  } catch (error) {
    problems.push(`playground: ${String(error instanceof Error ? error.message : error).split('\n', 1)[0]}`);
  } finally {
    await browser.close();
    site.closeAllConnections();
    site.close();
  }
  return problems;
}
