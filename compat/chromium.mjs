import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

/** Runs the suite in a page. Credentials do not belong in a browser; this only shows that the code runs. */
export async function inChromium({ project, url, server }) {
  await writeFile(
    join(project, 'page-entry.mjs'),
    `import { suite } from './suite.mjs';\nglobalThis.results = suite(location.origin);\n`,
  );
  const { outputFiles } = await build({
    ...{
      entryPoints: [join(project, 'page-entry.mjs')],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      logLevel: 'silent',
    },
  });
  server.serve('/page.js', 'text/javascript', outputFiles[0].text);
  server.serve(
    '/page',
    'text/html',
    '<!doctype html><meta charset="utf-8"><title>compat</title><script type="module" src="/page.js"></script>',
  );
  const browser = await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: sparticuz.args,
    headless: true,
  });
  try {
    const page = await browser.newPage();
    await page.goto(`${url}/page`);
    await page.waitForFunction('globalThis.results !== undefined', undefined, { timeout: 20_000 });
    return await page.evaluate('globalThis.results');
  } finally {
    await browser.close();
  }
}
