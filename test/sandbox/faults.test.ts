import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { ORDERS, plainClient, REQUESTS } from './plain-client.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ clock: 'stopped' });
});
afterEach(() => sandbox.stop());

const ORDER = { purchase: { reference: 'F-1', amount: '100', currency: 'EUR' } };
const ways = [
  ['over the network', () => plainClient(sandbox)],
  ['in this process', () => plainClient(sandbox, sandbox.fetch)],
] as const;
const count = async (client: ReturnType<typeof plainClient>) =>
  (await client.checkout('GET', ORDERS)).body.items.length;

describe.each(ways)('a fault %s', (_, open) => {
  test('after the write loses the response, but not the order', async () => {
    const client = open();
    sandbox.faults.on('createOrder', { after: 'write', times: 1, do: 'reset' });
    await expect(client.checkout('POST', ORDERS, ORDER)).rejects.toThrow(/fetch failed/);
    expect(await count(client)).toBe(1);
    expect((await client.checkout('POST', ORDERS, ORDER)).status).toBe(201);
  });

  test('before the write leaves nothing behind', async () => {
    const client = open();
    sandbox.faults.on('createOrder', { do: 'reset' });
    await expect(client.checkout('POST', ORDERS, ORDER)).rejects.toThrow(/fetch failed/);
    sandbox.faults.on('createOrder', { do: 'status', status: 503 });
    expect((await client.checkout('POST', ORDERS, ORDER)).status).toBe(503);
    expect(await count(client)).toBe(0);
  });

  test('breaks off in the middle of a response', async () => {
    const client = open();
    sandbox.faults.on('createOrder', { do: 'truncated-response' });
    await expect(client.checkout('POST', ORDERS, ORDER)).rejects.toThrow(/terminated/);
    expect(await count(client)).toBe(1);
  });

  test('never responds, so that the caller gives up', async () => {
    sandbox.faults.on('getProject', { do: 'hang' });
    const { body } = await open().requestToken();
    const fetch = open === ways[0][1] ? globalThis.fetch : sandbox.fetch;
    const headers = { Authorization: `Bearer ${body.access_token}` };
    const pending = fetch(`${sandbox.url}/checkout-project/integration/v1/project`, {
      headers,
      signal: AbortSignal.timeout(50),
    });
    await expect(pending).rejects.toThrow(/aborted|timeout/i);
  });

  test('can be set by a header', async () => {
    const client = open();
    const gateway = await client.checkout('GET', ORDERS, undefined, { 'X-Sandbox-Fault': 'html; status=504' });
    expect([gateway.status, gateway.headers.get('Content-Type')]).toEqual([504, 'text/html']);
    const empty = await client.checkout('POST', ORDERS, ORDER, { 'X-Sandbox-Fault': 'empty; after=write' });
    expect([empty.status, empty.body]).toEqual([201, '']);
    const late = await client.checkout('POST', ORDERS, ORDER, { 'X-Sandbox-Fault': 'status; status=500; after=write' });
    expect([late.status, late.body.error]).toEqual([500, 'internal_server_error']);
    expect(await count(client)).toBe(2);
    const unknown = await client.checkout('GET', ORDERS, undefined, { 'X-Sandbox-Fault': 'meteor' });
    expect([unknown.status, unknown.body.error_description]).toEqual([400, expect.stringContaining('meteor')]);
  });
});

test('a delay takes real time, and then the response arrives', async () => {
  const client = plainClient(sandbox);
  sandbox.faults.on('createOrder', { do: 'delay', delay: 60 });
  const started = performance.now();
  expect((await client.checkout('POST', ORDERS, ORDER)).status).toBe(201);
  expect(performance.now() - started).toBeGreaterThan(50);
});

test('a plan can shorten the lifetime of a new token, or expire one in use', async () => {
  const client = plainClient(sandbox);
  sandbox.faults.on('createAccessToken', { do: 'expire-token', seconds: 5 });
  expect((await client.requestToken()).body.expires_in).toBe(5);
  expect((await client.requestToken()).body.expires_in).toBe(3600);
  sandbox.faults.on('listOrders', { do: 'expire-token' });
  expect((await client.checkout('GET', ORDERS)).status).toBe(401);
  expect((await client.checkout('GET', ORDERS)).status).toBe(401);
});

test('a plan can shift the clock of one call, both in the check of the timestamp and in the Date header', async () => {
  const client = plainClient(sandbox);
  sandbox.faults.on('*', { do: 'skew-clock', seconds: 3600 });
  const off = await client.recurring('GET', REQUESTS);
  expect([off.status, off.body.error]).toEqual([401, 'invalid_timestamp']);
  const seconds = (headers: Headers) => Date.parse(headers.get('Date') ?? '') / 1000;
  const right = await client.recurring('GET', REQUESTS);
  expect(right.status).toBe(200);
  expect(seconds(off.headers) - seconds(right.headers)).toBe(3600);
});

test('plans can be counted, listed, removed and cleared', async () => {
  const client = plainClient(sandbox);
  const plan = sandbox.faults.on('listOrders', { do: 'status', status: 502, times: 3 });
  await client.checkout('GET', ORDERS);
  expect(sandbox.faults.list()).toMatchObject([{ on: 'listOrders', do: 'status', remaining: 2 }]);
  plan.remove();
  expect((await client.checkout('GET', ORDERS)).status).toBe(200);
  sandbox.faults.on('*', { do: 'empty', times: 9 });
  sandbox.faults.clear();
  expect((await client.checkout('GET', ORDERS)).status).toBe(200);
});

test.each([
  ['nothing', { do: 'reset' }],
  ['createOrder', { do: 'explode' }],
  ['createOrder', { do: 'duplicate' }],
  ['webhook', { do: 'reset' }],
  ['createOrder', { do: 'reset', after: 'lunch' }],
  ['createOrder', { do: 'reset', times: 'two' }],
])('an invalid plan is refused with what was expected: %s %j', (target, plan) => {
  // biome-ignore lint/suspicious/noExplicitAny: what the types forbid is exactly what is tried.
  const attempt = () => sandbox.faults.on(target as any, plan as any);
  expect(attempt).toThrow(/expected/);
});
