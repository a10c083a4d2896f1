import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { contextOf } from '../../src/sandbox/start.ts';
import { openBrowser } from './browser.ts';

let browser: Browser;
let sandbox: Sandbox;
let site: Server;
let siteUrl: string;

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: false });
  site = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<h1>Another site</h1>'));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  siteUrl = `http://evil.example:${(site.address() as AddressInfo).port}`;
  // The attacker owns evil.example, and lets it lead here.
  browser = await openBrowser({ webSecurity: true, args: ['--host-resolver-rules=MAP evil.example 127.0.0.1'] });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await sandbox?.stop();
  site?.closeAllConnections();
  site?.close();
});

test('a page whose host name resolves to this machine (DNS rebinding) reads no credentials and changes nothing', async () => {
  const page = await browser.newPage();
  const { port } = new URL(sandbox.url);
  const response = await page.goto(`http://evil.example:${port}/_sandbox/setup`);
  expect(response?.status()).toBe(421);
  const read = await page.evaluate(async () => {
    const pages = ['/', '/_sandbox/setup', '/_sandbox/calls', '/pay/x'].map((path) =>
      fetch(path).then((r) => r.text()),
    );
    const change = fetch('/_sandbox/do/project', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'mode=disabled',
    });
    return { texts: await Promise.all(pages), changed: (await change).status };
  });
  expect(read.changed).toBe(421);
  for (const text of read.texts) expect(text).not.toContain(sandbox.credentials.clientSecret);
  expect(contextOf(sandbox).project.payment_collection_status).toBe('enabled');
  await page.close();
});

test('another site cannot read the dashboard, press its buttons or show it in a frame', async () => {
  const page = await browser.newPage();
  await page.goto(siteUrl);
  const read = await page.evaluate(async (url) => {
    const seen = await fetch(`${url}/_sandbox/setup`).then(
      () => 'read',
      () => 'blocked',
    );
    await fetch(`${url}/_sandbox/do/project`, {
      method: 'POST',
      mode: 'no-cors',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'mode=disabled',
    });
    const frame = document.createElement('iframe');
    frame.src = `${url}/_sandbox/setup`;
    await new Promise((resolve) => {
      frame.onload = resolve;
      document.body.append(frame);
    });
    return seen;
  }, sandbox.url);
  // In a browser without web security this would be a success, and the test would prove nothing.
  expect(read).toBe('blocked');
  const framed = page.frames().find((frame) => frame !== page.mainFrame());
  expect(await framed?.evaluate(() => document.body.innerText)).not.toContain(sandbox.credentials.clientId);
  const { project } = contextOf(sandbox);
  expect(project.payment_collection_status).toBe('enabled');
  await page.close();
});
