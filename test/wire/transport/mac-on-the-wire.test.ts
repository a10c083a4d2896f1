import { expect, test } from 'vitest';
import { createRecurringBilling } from '../../../src/index.ts';
import { CREDENTIALS, recurringAt } from '../../support/clients.ts';
import { type Loopback, startLoopback } from '../../support/loopback.ts';
import { verifyMac } from '../../support/verify-mac.ts';

const REQUEST = {
  order_id: 'SUB_12345',
  price: { amount: 999, currency: 'EUR' },
  description: 'Mėnesio prenumerata – „pirma“ 😀 +/=',
  payer: { email: 'customer+tag@example.com' },
  accept_url: 'https://yoursite.com/ok?a=1&b=2',
  cancel_url: 'https://yoursite.com/no',
  callback_url: 'https://yoursite.com/callback',
};
const ANSWER = { id: 'abc', status: 'captured', type: 'redirect', items: [] };

const verified = (server: Loopback) => server.requests.map((request) => verifyMac(request, CREDENTIALS.macKey));

test('the MAC of each signed call verifies over the bytes that arrived: body, query, encoded path and port', async () => {
  const server = await startLoopback(() => ({ json: ANSWER }));
  const { paymentRequests, notifications } = recurringAt(server.url);
  await paymentRequests.create(REQUEST);
  await paymentRequests.get('PRAFY24n-UBgSkiRCL-h_CVAAvj4MEkj');
  await paymentRequests.get('a/b c+d%20é?&=#;:@!$\'()*,~[]"');
  await paymentRequests.list({ status: 'captured', limit: 20, method_key: "a b+c&d=é%2F'()*!~" });
  await paymentRequests.setEmail('abc', 'a@b.c');
  await paymentRequests.startPayment('abc', { method_key: 'card' });
  await paymentRequests.authorize('abc', 'vLUGdTtnDjQs7Yv0fjYQyYfG60m');
  await paymentRequests.capture('abc');
  await paymentRequests.capture('abc', { capture_amount: { amount: 500, currency: 'EUR' } });
  await paymentRequests.cancel('abc');
  await notifications.list({ status: 'new' });
  await notifications.get('12345');
  await notifications.markRead('12345');

  expect(verified(server)).toHaveLength(13);
  for (const [index, mac] of verified(server).entries()) {
    expect(mac, `request ${index}: ${server.requests[index]?.url}`).toMatchObject({
      id: CREDENTIALS.macId,
      valid: true,
    });
  }
  expect(new Set(verified(server).map(({ nonce }) => nonce)).size).toBe(13);
});

test('a PUT without a body is signed without an ext', async () => {
  const server = await startLoopback(() => ({ json: { ...ANSWER, status: 'captured' } }));
  const { paymentRequests, notifications } = recurringAt(server.url);
  await paymentRequests.capture('abc');
  await paymentRequests.cancel('abc');
  await notifications.markRead('1');
  for (const request of server.requests) {
    expect(request.body.length).toBe(0);
    expect(verifyMac(request, CREDENTIALS.macKey).ext).toBeUndefined();
  }
});

test('extParameters are signed and sent in ext, after the body hash, and nowhere else', async () => {
  const server = await startLoopback(() => ({ json: ANSWER }));
  const { paymentRequests } = recurringAt(server.url, { extParameters: { project_id: '123456', location_id: '7 9' } });
  await paymentRequests.create(REQUEST);
  await paymentRequests.get('abc');
  const [create, get] = verified(server);
  expect(create?.ext).toMatch(/^body_hash=[^&]+&project_id=123456&location_id=7\+9$/);
  expect(get?.ext).toBe('project_id=123456&location_id=7+9');
  expect([create?.valid, get?.valid]).toEqual([true, true]);
  expect(server.requests[0]?.text).not.toContain('123456');
});

test('a retried request has a new nonce and a new timestamp, over the same bytes', async () => {
  let now = Date.now();
  const server = await startLoopback((_, index) => {
    now += 2_000;
    const headers = { date: new Date(now).toUTCString() };
    return index < 2 ? { status: 503, headers, json: { error: 'service_unavailable' } } : { headers, json: ANSWER };
  });
  const { paymentRequests } = recurringAt(server.url, { now: () => now, random: () => 0 });
  await paymentRequests.create(REQUEST, { idempotencyKey: 'period-2' });
  const macs = verified(server);
  expect(macs.map(({ valid }) => valid)).toEqual([true, true, true]);
  expect(new Set(macs.map(({ nonce }) => nonce)).size).toBe(3);
  expect(new Set(macs.map(({ ts }) => ts)).size).toBe(3);
  expect(new Set(server.requests.map(({ text }) => text)).size).toBe(1);
});

test('the three public operations are sent without Authorization', async () => {
  const server = await startLoopback(() => ({ json: ANSWER }));
  const { paymentRequests } = recurringAt(server.url);
  await paymentRequests.publicInfo('abc');
  await paymentRequests.setMissingEmail('abc', 'a@b.c');
  await paymentRequests.methods('abc');
  expect(server.requests.map(({ method, url, headers }) => [method, url, headers.authorization])).toEqual([
    ['GET', '/checkout/rest/v1/payment-requests/abc/public-info', undefined],
    ['PUT', '/checkout/rest/v1/payment-requests/abc/set-missing-email', undefined],
    ['GET', '/checkout/rest/v1/payment-requests/abc/methods', undefined],
  ]);
});

test('a nonce that a header cannot contain stops the call before anything is sent', async () => {
  const server = await startLoopback(() => ({ json: ANSWER }));
  const { paymentRequests } = recurringAt(server.url, { nonce: () => 'a"b' });
  await expect(paymentRequests.get('abc')).rejects.toMatchObject({ name: 'ConfigurationError' });
  expect(server.requests).toEqual([]);
});

test('a MAC id that a header cannot contain is rejected when the client is created', () => {
  for (const macId of ['a"b', 'a\\b', 'a\nb', 'a\rb']) {
    expect(() => createRecurringBilling({ macId, macKey: 'k' })).toThrow(
      expect.objectContaining({ name: 'ConfigurationError' }),
    );
  }
});

test('a 401 about the timestamp is retried once by the server’s clock', async () => {
  const now = Date.UTC(2026, 0, 1);
  const server = await startLoopback((_, index) => ({
    ...(index === 0
      ? { status: 401, json: { error: 'unauthorized', error_description: 'Timestamp is in future' } }
      : { json: ANSWER }),
    headers: { date: new Date(now + 600_000).toUTCString() },
  }));
  const { paymentRequests } = recurringAt(server.url, { now: () => now });
  await paymentRequests.get('abc');
  const [first, second] = verified(server);
  expect(server.requests).toHaveLength(2);
  expect(Number(second?.ts) - Number(first?.ts)).toBe(600);
  expect(second?.valid).toBe(true);
});

test('any other 401 is not retried', async () => {
  const server = await startLoopback(() => ({ status: 401, json: { error: 'unauthorized' } }));
  await expect(recurringAt(server.url).paymentRequests.get('abc')).rejects.toMatchObject({
    name: 'AuthenticationError',
  });
  expect(server.requests).toHaveLength(1);
});

test('the MAC key appears in no header, body or error', async () => {
  const server = await startLoopback(() => ({ status: 400, json: { error: 'invalid_request' } }));
  const error = await recurringAt(server.url)
    .paymentRequests.create(REQUEST)
    .catch((error: unknown) => error);
  expect(JSON.stringify([server.requests, error, String(error), (error as Error).stack])).not.toContain(
    CREDENTIALS.macKey,
  );
});
