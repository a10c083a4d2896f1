import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../test/browser/browser.ts';

/** A search, and the page that must be among its results. */
export interface Search {
  readonly words: string;
  readonly page: string;
}

const SEARCHES: readonly Search[] = [
  { words: 'idempotency', page: '/when-a-call-fails.html' },
  { words: 'minor units', page: '/money-and-amounts.html' },
  { words: 'OutcomeUnknownError', page: '/reference/api/index/classes/OutcomeUnknownError.html' },
  { words: 'createRefund', page: '/reference/checkout.html' },
];

/** Pages of a built site that are missing from its search index. */
export async function notIndexed(dist: string): Promise<string[]> {
  const chunks = join(dist, 'assets', 'chunks');
  const name = (await readdir(chunks)).find((file) => file.startsWith('@localSearchIndex'));
  if (name === undefined) return ['assets/chunks: there is no search index'];
  const { default: index } = (await import(pathToFileURL(join(chunks, name)).href)) as { default: string };
  const { documentIds } = JSON.parse(index) as { documentIds: Record<string, string> };
  const indexed = new Set(Object.values(documentIds).map((id) => id.split('#', 1)[0]));
  return (await readdir(dist, { recursive: true }))
    .map((file) => file.split(sep).join('/'))
    .filter((file) => file.endsWith('.html') && file !== '404.html')
    .filter((file) => !indexed.has(`/${file.replace(/(^|\/)index\.html$/, '$1')}`))
    .map((file) => `${file}: is not in the search index`)
    .sort();
}

/** Searches a built site in a browser, as a reader would, and opens the result. No other host may be contacted. */
export async function searchProblems(dist: string, searches: readonly Search[] = SEARCHES): Promise<string[]> {
  const site = await serve(dist);
  const browser = await openBrowser();
  try {
    const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    const problems: string[] = [];
    for (const search of searches) problems.push(...(await find(browser, origin, search)));
    return [...new Set(problems)];
  } finally {
    await browser.close();
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
  }
}

async function find(browser: Browser, origin: string, { words, page: expected }: Search): Promise<string[]> {
  const problems: string[] = [];
  // A new page each time: the search box remembers earlier searches.
  const page = await browser.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', ({ message }) => problems.push(`search for "${words}": ${message}`));
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`search for "${words}": ${response.url()} is ${response.status()}`);
  });
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (new URL(url).origin === origin) return route.continue();
    problems.push(`search for "${words}": asks ${url}, on another host`);
    return route.abort();
  });
  try {
    await page.goto(`${origin}/`);
    await page.getByRole('button', { name: 'Search' }).first().click();
    await page.locator('#localsearch-input').fill(words);
    await page.locator('.VPLocalSearchBox').locator('a.result, .no-results').first().waitFor();
    const results = await page
      .locator('a.result')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    const result = results.findIndex((href) => href?.split('#', 1)[0] === expected);
    if (result === -1) {
      problems.push(
        `search for "${words}": ${expected} is not among the ${results.length} results: ${results.join(' ')}`,
      );
      return problems;
    }
    await page.locator('a.result').nth(result).click();
    await page.waitForURL((url) => url.pathname === expected);
    await page.locator('.vp-doc', { hasText: words }).waitFor();
  } catch (error) {
    problems.push(`search for "${words}": ${String(error instanceof Error ? error.message : error).split('\n', 1)[0]}`);
  } finally {
    await page.close();
  }
  return problems;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** Serves the folder on loopback, as any web host would. */
export async function serve(folder: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const file = join(folder, decodeURIComponent(pathname), pathname.endsWith('/') ? 'index.html' : '');
    const bytes = relative(folder, file).startsWith('..') ? undefined : await readFile(file).catch(() => undefined);
    response.writeHead(bytes ? 200 : 404, { 'Content-Type': TYPES[extname(file)] ?? 'text/plain' }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
