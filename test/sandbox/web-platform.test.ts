import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { macSigner } from '../../src/auth/mac.ts';
import { ConfigurationError } from '../../src/errors/configuration-error.ts';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import { webPlatform } from '../../src/sandbox/platform/web.ts';
import { type Sandbox, startOn } from '../../src/sandbox/start.ts';
import { PAYMENT_REQUEST } from '../support/payment-request.ts';
import { orderWithLink, PAYMENTS, plainClient, REQUESTS } from './plain-client.ts';

const CALLBACK = 'https://shop.example/hooks';
let sandbox: Sandbox;
let client: ReturnType<typeof plainClient>;
let delivered: { readonly url: string; readonly headers: Headers; readonly body: string }[];
const onTheWeb = (options: SandboxOptions = {}) => startOn(async () => webPlatform, { port: false, ...options });

beforeEach(async () => {
  delivered = [];
  sandbox = await onTheWeb({
    clock: 'stopped',
    async deliver(request) {
      delivered.push({ url: request.url, headers: request.headers, body: await request.text() });
      return new Response('ok');
    },
  });
  client = plainClient(sandbox, sandbox.fetch);
});
afterEach(() => sandbox.stop());

test('without Node, an order is paid, and its webhooks have the signature that Node computes', async () => {
  const { url } = await orderWithLink(client, CALLBACK);
  const payment = await sandbox.payer.pay(url);
  await sandbox.webhooks.idle();
  const { body } = await client.checkout('GET', `${PAYMENTS}/${payment.id}`);
  expect(body).toMatchObject({ status: 'settled', amount: 1990 });
  const { body: listed } = await client.checkout('GET', PAYMENTS);
  expect(listed.items).toEqual([body]);
  expect(delivered).toHaveLength(2);
  for (const { headers, body: raw } of delivered) {
    const expected = createHmac('sha256', sandbox.credentials.clientSecret).update(raw).digest('hex');
    expect(headers.get('X-Paysera-Signature')).toBe(expected);
  }
});

test('without Node, a MAC that is right is accepted, and one over another body is not', async () => {
  const request = { ...PAYMENT_REQUEST, business_id: sandbox.credentials.businessId, callback_url: CALLBACK };
  expect((await client.recurring('POST', REQUESTS, request)).status).toBe(200);
  const Authorization = await macSigner({ ...sandbox.credentials, now: sandbox.clock.now })({
    method: 'POST',
    url: sandbox.url + REQUESTS,
    body: '{}',
  });
  const refused = await client.recurring('POST', REQUESTS, request, { Authorization });
  expect([refused.status, refused.body.error_description]).toEqual([401, expect.stringMatching(/^body_hash is/)]);
});

test('without Node, a file and a port are refused in words', async () => {
  for (const options of [{ db: 'a.db' }, { port: 4010 }])
    await expect(onTheWeb(options)).rejects.toThrow(ConfigurationError);
});

test('without a handler, a delivery says that there is nowhere to go', async () => {
  const alone = await onTheWeb({ clock: 'stopped' });
  const { url } = await orderWithLink(plainClient(alone, alone.fetch), CALLBACK);
  await alone.payer.pay(url);
  await alone.webhooks.idle();
  const outcomes = alone.webhooks.list().map(({ attempts }) => attempts[0]?.outcome);
  expect(outcomes).toEqual(Array.from({ length: 2 }, () => 'there is no network here; pass deliver'));
  await alone.stop();
});

test('without Node, a seed gives the same credentials and ids each time, and another seed others', async () => {
  const made = async (seed: number) => {
    const { credentials, fetch, stop, url } = await onTheWeb({ seed, clock: 'stopped', startAt: new Date(0) });
    const { url: page } = await orderWithLink(plainClient({ ...sandbox, credentials, url }, fetch));
    await stop();
    return { credentials, page };
  };
  expect(await made(7)).toEqual(await made(7));
  expect((await made(8)).page).not.toBe((await made(7)).page);
});
