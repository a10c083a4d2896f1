import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { ORDERS, plainClient } from '../plain-client.ts';

let sandbox: Sandbox;
let client: ReturnType<typeof plainClient>;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'stopped', startAt: new Date(1_760_000_000_000) });
  client = plainClient(sandbox);
});
afterAll(() => sandbox.stop());

describe('the token endpoint', () => {
  test('returns a token with the documented fields', async () => {
    const { status, body } = await client.requestToken();
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      expires_in: 3600,
      refresh_expires_in: 0,
      token_type: 'Bearer',
      'not-before-policy': 0,
      scope: 'profile email',
    });
  });

  test('signs the token with RS256 and a key of the realm, and includes the claims that Paysera requires', async () => {
    const { body } = await client.requestToken();
    const [head = '', claims = '', signature = ''] = String(body.access_token).split('.');
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
    const certs = await client.raw('GET', '/auth/realms/Paysera/protocol/openid-connect/certs', undefined, {});
    const key = certs.body.keys.find(({ kid }: { kid: string }) => kid === read(head).kid);
    const publicKey = createPublicKey({ key, format: 'jwk' });
    expect(read(head).alg).toBe('RS256');
    expect(verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(
      true,
    );
    expect(read(claims)).toMatchObject({
      typ: 'Bearer',
      project_id: sandbox.credentials.projectId,
      client_id: sandbox.credentials.clientId,
    });
    expect(read(claims).exp - read(claims).iat).toBe(3600);
  });

  test.each([
    ['client_secret', { client_secret: 'wrong' }],
    ['client_id', { client_id: 'wrong' }],
  ])('refuses a wrong %s with invalid_client', async (_, form) => {
    const { status, body } = await client.requestToken(form);
    expect(status).toBe(401);
    expect(body).toEqual({ error: 'invalid_client', error_description: expect.any(String) });
  });

  test('refuses JSON and any other grant type', async () => {
    const path = '/auth/realms/Paysera/protocol/openid-connect/token';
    const json = await client.raw('POST', path, '{}', { 'Content-Type': 'application/json' });
    expect(json.status).toBe(400);
    const grant = await client.requestToken({ grant_type: 'password' });
    expect([grant.status, grant.body.error]).toEqual([400, 'invalid_request']);
  });
});

describe('an access token', () => {
  test('is required', async () => {
    const { status, body } = await client.raw('GET', ORDERS, undefined, {});
    expect([status, body.error]).toEqual([401, 'unauthorized']);
  });

  test('that was never issued is refused', async () => {
    const { status, body } = await client.raw('GET', ORDERS, undefined, { Authorization: 'Bearer abc' });
    expect([status, body.error]).toEqual([401, 'unauthorized']);
  });

  test('is valid for one hour of the sandbox clock, and not a second longer', async () => {
    const { body } = await client.requestToken();
    const use = () => client.raw('GET', ORDERS, undefined, { Authorization: `Bearer ${body.access_token}` });
    await sandbox.clock.advance('3599s');
    expect((await use()).status).toBe(200);
    await sandbox.clock.advance('1s');
    const late = await use();
    expect([late.status, late.body.error]).toEqual([401, 'invalid_token']);
  });
});
