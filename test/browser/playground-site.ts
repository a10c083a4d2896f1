import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Offer } from '../../playground/examples.ts';
import { buildPlayground } from '../../scripts/docs/playground.ts';

/** The playground on a page of its own, as the documentation has it on one of its pages. */
export interface PlaygroundSite extends AsyncDisposable {
  readonly offer: Offer;
  /** The paths that were served, in their order. */
  readonly served: readonly string[];
  /** Opens it, ready for a run. `asked` collects every address that anything on the page asks for. */
  open(browser: Browser, hash?: string): Promise<{ readonly page: Page; readonly asked: readonly string[] }>;
  readonly origin: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

const PAGE = `<!doctype html><html lang="en"><head><title>Playground</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" content="connect-src 'self'; object-src 'none'">
<style>body { margin: 0; padding: 1.5rem; font-family: system-ui; background: #fff } .dark body { background: #1b1b1f; color: #eee }</style></head>
<body><main><h1>Playground</h1><div class="pg" id="playground"></div></main>
<script type="module">import { mount } from '/playground/page.js'; mount(document.getElementById('playground'));</script></body></html>`;

export async function servePlayground(): Promise<PlaygroundSite> {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-playground-'));
  await buildPlayground(join(folder, 'playground'));
  const served: string[] = [];
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://site');
    served.push(pathname);
    const file = await readFile(join(folder, pathname)).catch(() => undefined);
    if (pathname === '/') response.setHeader('content-type', 'text/html').end(PAGE);
    else if (!file) response.writeHead(404).end();
    else response.setHeader('content-type', TYPES[extname(pathname)] ?? 'text/plain').end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    served,
    offer: JSON.parse(await readFile(join(folder, 'playground', 'offer.json'), 'utf8')),
    async open(browser, hash = '') {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        // Colours that are on their way say nothing of those that stay.
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(`${origin}/${hash}`);
      await page.locator('.pg-run:enabled').waitFor();
      return { page, asked };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}
