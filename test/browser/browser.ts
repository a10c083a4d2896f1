import { mkdir } from 'node:fs/promises';
import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserServer, chromium, type LaunchOptions, type Page } from 'playwright-core';

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
  // In a single process the browser ends with the first page that is closed.
  const excluded = ['--single-process', ...(webSecurity ? insecure : [])];
  const npmArgs = [...sparticuz.args.filter((argument) => !excluded.includes(argument)), ...args];
  const { CHROMIUM } = process.env;
  const ways: [name: string, how: () => Way | Promise<Way>][] = [
    ['@sparticuz/chromium', async () => ({ executablePath: await sparticuz.executablePath(), args: npmArgs })],
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

/** Keeps a picture in reports/pictures/, where the CI picks it up. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await mkdir('reports/pictures', { recursive: true });
  await page.screenshot({ path: `reports/pictures/${name}.webp`, type: 'webp', quality: 60, fullPage: true });
}
