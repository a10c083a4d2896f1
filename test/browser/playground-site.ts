import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Offer } from '../../playground/examples.ts';
import { buildPlayground } from '../../scripts/docs/playground.ts';
import { codeBlocks, repository } from '../support/code-blocks.ts';

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

/** The example of the documentation's front page between other text, as the site shows it to readers without JavaScript. */
async function frontPage(): Promise<string> {
  const read = (path: string) => readFile(join(repository, 'docs', path), 'utf8');
  const [example] = codeBlocks('docs/index.md', await read('index.md'));
  const code = example?.code
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .trimEnd()
    .replaceAll(/^.*$/gm, '<span class="line">$&</span>');
  return `<!doctype html><html lang="en"><head><title>Front page</title><meta name="viewport" content="width=device-width">
<style>${await read('.vitepress/theme/front.css')}
:root { --vp-code-line-height: 1.7; --vp-font-family-mono: monospace; --vp-code-block-bg: light-dark(#f6f6f7, #202127); --vp-c-divider: #8888 }
body { margin: 1.5rem; font-family: system-ui; background: light-dark(#fff, #1b1b1f) } .dark { color-scheme: dark }
.language-ts { overflow: auto; background: var(--vp-code-block-bg) } pre { margin: 0; padding: 20px 24px; font: var(--vp-code-font-size)/1.7 monospace }
.playground-link { color: light-dark(#3451b2, #a8b1ff) } .diagram svg { width: 100% }</style></head>
<body class="front-page"><main class="vp-doc"><h1>Front page</h1><div class="front-try"><div class="language-ts"><pre tabindex="0"><code>${code}</code></pre></div>
<a class="playground-link" href="/#example=x">Open in the playground</a><p><span class="diagram">${await read('pictures/front-run.svg')}</span></p></div><h2>After it</h2></main></body></html>`;
}

export async function servePlayground(): Promise<PlaygroundSite> {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-playground-'));
  await buildPlayground(join(folder, 'playground'));
  const served: string[] = [];
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://site');
    served.push(pathname);
    const file = await readFile(join(folder, pathname)).catch(() => undefined);
    if (pathname === '/front') response.setHeader('content-type', 'text/html').end(await frontPage());
    else if (pathname === '/') response.setHeader('content-type', 'text/html').end(PAGE);
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
