import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../test/browser/browser.ts';

/** What somebody types, and the page that must be among the results. */
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

/** Pages of a built site that its search does not know, so that no words find them. */
export async function notIndexed(dist: string): Promise<string[]> {
  const chunks = join(dist, 'assets', 'chunks');
  const name = (await readdir(chunks)).find((file) => file.startsWith('@localSearchIndex'));
  if (name === undefined) return ['assets/chunks: there is no search index'];
  const { default: index } = (await import(pathToFileURL(join(chunks, name)).href)) as { default: string };
  const { documentIds } = JSON.parse(index) as { documentIds: Record<string, string> };
  const known = new Set(Object.values(documentIds).map((id) => id.split('#', 1)[0]));
  return (await readdir(dist, { recursive: true }))
    .map((file) => file.split(sep).join('/'))
    .filter((file) => file.endsWith('.html') && file !== '404.html')
    .filter((file) => !known.has(`/${file.replace(/(^|\/)index\.html$/, '$1')}`))
    .map((file) => `${file}: is not in the search index`)
    .sort();
}

/** Searches a built site in a browser, as a reader would, and follows what is found. No other host may be asked. */
export async function searchFaults(dist: string, searches: readonly Search[] = SEARCHES): Promise<string[]> {
  const site = await serve(dist);
  const browser = await openBrowser();
  try {
    const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    const faults: string[] = [];
    for (const search of searches) faults.push(...(await find(browser, origin, search)));
    return [...new Set(faults)];
  } finally {
    await browser.close();
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
  }
}

async function find(browser: Browser, origin: string, { words, page: wanted }: Search): Promise<string[]> {
  const faults: string[] = [];
  // One of its own each time: the box remembers what was searched before.
  const page = await browser.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', ({ message }) => faults.push(`search for "${words}": ${message}`));
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`search for "${words}": ${response.url()} is ${response.status()}`);
  });
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (new URL(url).origin === origin) return route.continue();
    faults.push(`search for "${words}": asks ${url}, on another host`);
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
    const result = results.findIndex((href) => href?.split('#', 1)[0] === wanted);
    if (result === -1) {
      faults.push(`search for "${words}": ${wanted} is not among the ${results.length} results: ${results.join(' ')}`);
      return faults;
    }
    await page.locator('a.result').nth(result).click();
    await page.waitForURL((url) => url.pathname === wanted);
    await page.locator('.vp-doc', { hasText: words }).waitFor();
  } catch (error) {
    faults.push(`search for "${words}": ${String(error instanceof Error ? error.message : error).split('\n', 1)[0]}`);
  } finally {
    await page.close();
  }
  return faults;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The folder on loopback, as any web host would serve it. */
async function serve(folder: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const file = join(folder, decodeURIComponent(pathname), pathname.endsWith('/') ? 'index.html' : '');
    const bytes = relative(folder, file).startsWith('..') ? undefined : await readFile(file).catch(() => undefined);
    response.writeHead(bytes ? 200 : 404, { 'Content-Type': TYPES[extname(file)] ?? 'text/plain' }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
