import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { orderWithLink, plainClient, REQUESTS } from '../plain-client.ts';

// What needs no browser; the rest is in test/browser.
let sandbox: Sandbox;
let client: ReturnType<typeof plainClient>;
beforeAll(async () => {
  sandbox = await startSandbox();
  client = plainClient(sandbox);
});
afterAll(() => sandbox.stop());

const page = (path: string) => client.raw('GET', path, undefined, { Accept: 'text/html' });

test('text from a shop is escaped on every page', async () => {
  const evil = '<script>alert(1)</script>';
  const { orderId, url } = await orderWithLink(
    client,
    undefined,
    {},
    { name: evil, payment_details: { purpose: evil } },
  );
  await sandbox.payer.pay(url, { amount: 1 });
  for (const path of [new URL(url).pathname, `/_sandbox/orders/${orderId}`, '/_sandbox/calls']) {
    const { body } = await page(path);
    expect(body).not.toContain(evil);
  }
  expect((await page(new URL(url).pathname)).body).toContain('&lt;script&gt;');
});

test('a URL that is not a web address does not become a link', async () => {
  const { body } = await client.recurring('POST', REQUESTS, {
    business_id: sandbox.credentials.businessId,
    order_id: 'L-1',
    price: { amount: 1, currency: 'EUR' },
    description: 'd',
    payer: {},
    accept_url: 'javascript:alert(1)',
    cancel_url: 'https://m/c',
    callback_url: 'https://m/n',
  });
  await sandbox.payer.pay(body.authorization_url);
  const { body: html } = await page(`/pay/${body.id}`);
  expect(html).toContain('Paid');
  expect(html).not.toContain('javascript:');
});

test('the dashboard loads nothing from other hosts, and cannot be framed', async () => {
  const { headers } = await page('/');
  expect(headers.get('Content-Security-Policy')).toBe("default-src 'self'; frame-ancestors 'none'");
});

test('a button works without JavaScript, and is refused when another site presses it', async () => {
  const press = (Origin: string) =>
    fetch(`${sandbox.url}/_sandbox/do/project`, {
      method: 'POST',
      headers: { Origin },
      body: new URLSearchParams({ mode: 'test_mode' }),
      redirect: 'manual',
    });
  expect((await press('https://evil.example')).status).toBe(403);
  expect((await press('null')).status).toBe(403);
  const own = await press(sandbox.url);
  expect([own.status, own.headers.get('Location')]).toEqual([303, '/']);
  sandbox.setProject({ payment_collection_status: 'enabled' });
});

test('a button that fails shows the reason', async () => {
  const response = await fetch(`${sandbox.url}/_sandbox/do/project`, {
    method: 'POST',
    body: new URLSearchParams({ mode: 'x' }),
  });
  expect([response.status, await response.text()]).toEqual([
    409,
    expect.stringContaining('expected enabled, test_mode, disabled'),
  ]);
  expect((await fetch(`${sandbox.url}/_sandbox/do/nothing`, { method: 'POST' })).status).toBe(404);
});

test.each([
  '/pay/unknown',
  '/_sandbox/orders/unknown',
  '/_sandbox/calls/unknown',
  '/checkout-payment-link/payment-collection/v1/payment-links/unknown',
])('%s responds with 404 and a page that says so', async (path) => {
  const { status, body } = await page(path);
  expect([status, body]).toEqual([404, expect.stringContaining('<h1>')]);
});

test('events are sent to every listener', async () => {
  const abort = new AbortController();
  const stream = await fetch(`${sandbox.url}/_sandbox/live`, { signal: abort.signal });
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  await orderWithLink(client);
  let seen = '';
  while (!seen.includes('data: link')) seen += new TextDecoder().decode((await reader.read()).value);
  expect(seen).toContain('data: order');
  abort.abort();
});

test('secrets appear only on the setup page', async () => {
  await client.requestToken();
  const { clientSecret, macKey } = sandbox.credentials;
  expect((await page('/_sandbox/setup')).body).toContain(clientSecret);
  await page('/_sandbox/calls');
  for (const path of ['/', '/_sandbox/calls', '/_sandbox/deliveries']) {
    const { body } = await page(path);
    expect(body).not.toContain(clientSecret);
    expect(body).not.toContain(macKey);
  }
});
