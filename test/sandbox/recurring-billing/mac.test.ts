import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { macSigner } from '../../../src/auth/mac.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { checkMac, createNonces } from '../../../src/sandbox/recurring/mac-check.ts';
import { NOTIFICATIONS, plainClient, REQUESTS } from '../plain-client.ts';

let sandbox: Sandbox;
let client: ReturnType<typeof plainClient>;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'stopped' });
  client = plainClient(sandbox);
});
afterAll(() => sandbox.stop());

const PATH = `${NOTIFICATIONS}?status=new`;
const sign = (options: Partial<Parameters<typeof macSigner>[0]> = {}, path = PATH) =>
  macSigner({ ...sandbox.credentials, now: sandbox.clock.now, ...options })({ method: 'GET', url: sandbox.url + path });
const get = (Authorization: string, path = PATH) => client.raw('GET', path, undefined, { Authorization });

describe('a signature', () => {
  test('that is valid is accepted once', async () => {
    const authorization = await sign();
    expect((await get(authorization)).status).toBe(200);
    const replay = await get(authorization);
    expect([replay.status, replay.body.error]).toEqual([401, 'unauthorized']);
    expect(replay.body.error_description).toMatch(/nonce/);
  });

  test('covers the query', async () => {
    expect((await get(await sign({}, NOTIFICATIONS))).status).toBe(401);
  });

  test.each([
    ['another id', { macId: 'somebody' }, /id is "somebody"/],
    ['another key', { macKey: 'wrong' }, /mac does not match/],
  ])('with %s is refused', async (_, options, reason) => {
    const { status, body } = await get(await sign(options));
    expect([status, body.error]).toEqual([401, 'unauthorized']);
    expect(body.error_description).toMatch(reason);
  });

  test('is required, with the scheme MAC', async () => {
    const none = await client.raw('GET', PATH, undefined, {});
    expect(none.body.error_description).toMatch(/No authorization data/);
    expect((await get('Bearer x')).body.error_description).toMatch(/expected MAC/);
  });

  test.each([
    [299, 200],
    [-299, 200],
    [301, 401],
    [-301, 401],
  ])('with a timestamp that is %i seconds off leads to status %i', async (off, status) => {
    const reply = await get(await sign({ now: () => sandbox.clock.now() + off * 1000 }));
    expect(reply.status).toBe(status);
    if (status === 401) expect(reply.body.error).toBe('invalid_timestamp');
  });

  test('that is refused is reported with the lines that were signed, never with the key', async () => {
    const { body } = await get(await sign({ macKey: 'wrong' }));
    expect(body.error_data.signed).toMatchObject({
      method: 'GET',
      'request-uri': PATH,
      host: '127.0.0.1',
      port: new URL(sandbox.url).port,
    });
    expect(JSON.stringify(body)).not.toContain(sandbox.credentials.macKey);
  });
});

describe('a body hash', () => {
  const post = async (signed: string, sent: string, change = (authorization: string) => authorization) => {
    const authorization = await macSigner({ ...sandbox.credentials, now: sandbox.clock.now })({
      method: 'POST',
      url: sandbox.url + REQUESTS,
      body: signed,
    });
    return client.raw('POST', REQUESTS, sent, {
      Authorization: change(authorization),
      'Content-Type': 'application/json',
    });
  };

  test('is valid for the exact bytes only', async () => {
    expect((await post('{}', '{}')).status).toBe(400);
    const { status, body } = await post('{}', '{ }');
    expect([status, body.error_description]).toEqual([401, expect.stringMatching(/body_hash/)]);
  });

  test('is required with a body', async () => {
    const { status, body } = await post('', '{}');
    expect([status, body.error_description]).toEqual([401, expect.stringMatching(/no body_hash/)]);
  });
});

describe('the header of an official client', () => {
  const credentials = { macId: 'wkVd93h2uS', macKey: 'IrdTc8uQodU7PRpLzzLTW6wqZAO6tAMU' };
  const rules = { now: 1_343_811_600_000, window: 300, requireBodyHash: false };
  const url = 'https://checkout-eu-a.paysera.com/checkout/rest/v1/payment-requests';
  const header = (mac: string, ext = '') =>
    `MAC id="wkVd93h2uS", ts="1343811600", nonce="nQnNaSNyubfPErjRO55yaaEYo9YZfKHN", mac="${mac}"${ext && `, ext="${ext}"`}`;
  const check = (authorization: string, body = '') =>
    checkMac(
      { method: 'POST', url, authorization, body: new TextEncoder().encode(body) },
      credentials,
      rules,
      createNonces(),
    );

  test('is accepted as the current documentation shows it', async () => {
    expect((await check(header('B3iRmOP5pZCTt5AdhJDnOj9O1F3U/oZ5z7Z6WgbG6h4='))).result).toBe('accepted');
  });

  test('is accepted as the former documentation shows it, except for the body, which is not published', async () => {
    const ext = 'body_hash=A3KDuD2IfzzJeEtoJFYIZ%2B2UIZwMmEnLNpSKpZZVMLQ%3D';
    // Its body is not at hand byte for byte, so that only the hash can be missed.
    const { reason: says } = await check(header('ikVkAqVe4Yp5JZ/VckAgZQTVOBaDItb1H2GWWP5INSg=', ext), '{}');
    expect(says).toMatch(/^body_hash is/);
  });

  test('is verified as received when its ext has a raw slash, as the Java and Swift clients send it', async () => {
    // Of this body the hash holds a slash and no plus.
    const body = Array.from({ length: 999 }, (_, n) => JSON.stringify({ n })).find((text) => {
      const hash = createHash('sha256').update(text).digest('base64');
      return hash.includes('/') && !hash.includes('+');
    });
    const ext = `body_hash=${createHash('sha256')
      .update(body ?? '')
      .digest('base64')
      .replaceAll('=', '%3D')}`;
    const lines = [
      '1343811600',
      'nQnNaSNyubfPErjRO55yaaEYo9YZfKHN',
      'POST',
      '/checkout/rest/v1/payment-requests',
      'checkout-eu-a.paysera.com',
      '443',
      ext,
      '',
    ];
    const mac = createHmac('sha256', credentials.macKey).update(lines.join('\n')).digest('base64');
    expect(await check(header(mac, ext), body)).toMatchObject({ result: 'accepted' });
  });
});
