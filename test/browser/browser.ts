import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserServer, chromium, type LaunchOptions, type Page } from 'playwright-core';
import manifest from '../../package.json' with { type: 'json' };

/** How to start it, apart from what every test needs. */
export interface BrowserOptions {
  readonly args?: readonly string[];
  /** Whether one site is kept out of another, as in every browser in use. The one from npm switches that off. */
  readonly webSecurity?: boolean;
}

/** A Chromium of its own. When none starts, the error says what was tried and what to do. */
export function openBrowser(options: BrowserOptions = {}): Promise<Browser> {
  return firstThatStarts(options, (how) => chromium.launch(how));
}

/** A Chromium that several processes can share. */
export function serveBrowser(): Promise<BrowserServer> {
  return firstThatStarts({}, (how) => chromium.launchServer(how));
}

type Way = Pick<LaunchOptions, 'executablePath' | 'channel' | 'args'>;

/** The one that `CHROMIUM` names, the one that npm brought (Linux x64), or an installed Chrome or Edge. */
async function firstThatStarts<Started>(
  { args = [], webSecurity = false }: BrowserOptions,
  start: (how: Way) => Promise<Started>,
): Promise<Started> {
  const insecure = ['--disable-web-security', '--allow-running-insecure-content'];
  // Pages are drawn without the graphics card that these imitate on the processor.
  const imitated = [
    '--use-gl=angle',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    '--ignore-gpu-blocklist',
  ];
  // In a single process the browser ends with the first page that is closed.
  const excluded = ['--single-process', ...imitated, ...(webSecurity ? insecure : [])];
  const npmArgs = [...sparticuz.args.filter((argument) => !excluded.includes(argument)), '--disable-gpu', ...args];
  const { CHROMIUM } = process.env;
  const ways: [name: string, how: () => Way | Promise<Way>][] = [
    ['@sparticuz/chromium', async () => ({ executablePath: await unpacked(), args: npmArgs })],
    ['installed Chrome', () => ({ channel: 'chrome', args: [...args] })],
    ['installed Edge', () => ({ channel: 'msedge', args: [...args] })],
  ];
  if (CHROMIUM) ways.unshift([`CHROMIUM=${CHROMIUM}`, () => ({ executablePath: CHROMIUM, args: [...args] })]);
  const tried: string[] = [];
  for (const [name, how] of ways) {
    try {
      return await start(await how());
    } catch (error) {
      tried.push(`${name}: ${String(error instanceof Error ? error.message : error).split('\n', 1)[0]}`);
    }
  }
  throw new Error(
    `No browser could be started, so that the pages were not tested. Install Chrome or Chromium, or name one with CHROMIUM=/path/to/chromium. Tried:\n${tried.join('\n')}`,
  );
}

/**
 * The browser that npm brought, unpacked once for all test files. It is moved to its place as a whole: another process
 * that starts it meanwhile, or a run that was killed, would otherwise leave half of a file there.
 */
async function unpacked(): Promise<string> {
  const temporary = tmpdir();
  const place = join(temporary, `paysera-client-chromium-${manifest.devDependencies['@sparticuz/chromium']}`);
  if (!existsSync(place)) {
    const own = await mkdtemp(`${place}-`);
    process.env['TMPDIR'] = own; // where the package unpacks to
    try {
      await sparticuz.executablePath();
    } finally {
      process.env['TMPDIR'] = temporary;
    }
    await rename(own, place).catch(() => rm(own, { recursive: true }));
  }
  return join(place, 'chromium');
}

/** Keeps a picture in reports/e2e/, where the CI picks it up: of the whole page, or of what a window shows of it. */
export async function keepPicture(page: Page, name: string, { fullPage = true } = {}): Promise<void> {
  await mkdir('reports/e2e', { recursive: true });
  await page.screenshot({ path: `reports/e2e/${name}.webp`, type: 'webp', quality: 50, fullPage });
}
