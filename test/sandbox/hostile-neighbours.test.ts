import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { orderWithLink, plainClient } from './plain-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

/** One request with a Host of our choice, which `fetch` does not allow. */
function send(
  path: string,
  host: string,
  method = 'GET',
  body = '',
  to = sandbox.url,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { host, ...(body && { 'content-type': 'application/x-www-form-urlencoded' }) };
    const sent = request(to + path, { method, headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, text });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const PATHS: readonly (readonly [string, string])[] = [
  ['GET', '/_sandbox/health'],
  ['GET', '/'],
  ['GET', '/_sandbox/setup'],
  ['GET', '/_sandbox/live'],
  ['POST', '/_sandbox/do/project'],
  ['GET', '/pay/anything'],
  ['POST', '/auth/realms/Paysera/protocol/openid-connect/token'],
  ['GET', '/auth/realms/Paysera/protocol/openid-connect/certs'],
  ['GET', '/checkout/rest/v1/payment-requests'],
];

describe('a page whose host name resolves to this machine (DNS rebinding)', () => {
  test.each(['evil.example', 'evil.example:4010', '127.0.0.1.evil.example', 'localhost.evil.example'])(
    'is refused on every route: Host %j',
    async (host) => {
      for (const [method, path] of PATHS) {
        const { status, text } = await send(path, host, method, method === 'POST' ? 'a=b' : '');
        expect([path, status]).toEqual([path, 421]);
        expect(text).not.toContain(sandbox.credentials.clientSecret);
      }
    },
  );

  test.each(['127.0.0.1', 'localhost', '[::1]', 'shop.localhost', 'LOCALHOST'])(
    'is distinguished from %s, which is served',
    async (name) => {
      const { port } = new URL(sandbox.url);
      expect((await send('/_sandbox/setup', `${name}:${port}`)).status).toBe(200);
    },
  );
});

describe('a sandbox that others may reach, as in a container', () => {
  let reachable: Sandbox;
  beforeAll(async () => {
    reachable = await startSandbox({ host: '0.0.0.0', allowedHosts: ['paysera', 'Sandbox.Test'] });
  });
  afterAll(() => reachable.stop());

  test.each(['paysera', 'paysera:4010', 'PAYSERA:80', 'sandbox.test', '127.0.0.1:4010'])(
    'answers by Host %j',
    async (host) => {
      expect((await send('/_sandbox/setup', host, 'GET', '', reachable.url)).status).toBe(200);
    },
  );

  test.each(['evil.example', '0.0.0.0', 'paysera.evil.example', 'evil.paysera', 'paysera.'])(
    'still refuses Host %j, and says how to allow a name',
    async (host) => {
      for (const [method, path] of PATHS) {
        const { status, text } = await send(path, host, method, method === 'POST' ? 'a=b' : '', reachable.url);
        expect([path, status]).toEqual([path, 421]);
        expect(text).toContain('--allowed-hosts');
        expect(text).not.toContain(reachable.credentials.clientSecret);
      }
    },
  );

  test('is reached from another address of this computer; without `host`, no other address is listened on', async () => {
    const other = Object.values(networkInterfaces())
      .flat()
      .find((network) => network?.family === 'IPv4' && !network.internal)?.address;
    // Every 127.x address is this computer’s own on Linux; a machine without a network has no other.
    const address = other ?? '127.0.0.2';
    const at = ({ url }: Sandbox) => `http://${address}:${new URL(url).port}`;
    expect((await send('/_sandbox/setup', 'paysera', 'GET', '', at(reachable))).status).toBe(200);
    await expect(send('/_sandbox/setup', 'localhost', 'GET', '', at(sandbox))).rejects.toThrow('ECONNREFUSED');
  });
});

describe('another site in the same browser', () => {
  test.each(['/_sandbox/do/project', '/pay/anything'])('cannot post to %s', async (path) => {
    const response = await fetch(sandbox.url + path, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'mode=disabled',
    });
    expect(response.status).toBe(403);
  });

  test('cannot show a page in a frame', async () => {
    const { url } = await orderWithLink(plainClient(sandbox));
    for (const path of ['/', '/_sandbox/setup', '/_sandbox/orders/none', new URL(url).pathname, '/pay/none']) {
      const { headers } = await fetch(sandbox.url + path);
      expect([path, headers.get('content-security-policy')]).toEqual([
        path,
        "default-src 'self'; frame-ancestors 'none'",
      ]);
    }
  });
});

test.each([
  ['the token endpoint', '/auth/realms/Paysera/protocol/openid-connect/token'],
  ['the API', '/checkout/rest/v1/payment-requests'],
  ['a payment page', '/pay/none'],
  ['the dashboard', '/_sandbox/do/clock'],
])('a body of more than 1 MiB is refused by %s', async (_, path) => {
  /** Over a connection of its own. `length` undefined: sent in chunks, without a Content-Length. */
  const post = (size: number, length: number | undefined) =>
    new Promise((resolve) => {
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        ...(length !== undefined && { 'content-length': length }),
      };
      const sent = request(sandbox.url + path, { method: 'POST', headers, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      // The refusal is sent and the connection closed while the rest is still on its way: either may be seen first.
      sent.on('error', ({ code }: NodeJS.ErrnoException) =>
        resolve(['EPIPE', 'ECONNRESET'].includes(`${code}`) ? 413 : code),
      );
      sent.end('a'.repeat(size));
    });
  expect(await post(1_048_576, 1_048_576)).not.toBe(413);
  expect([await post(1_048_577, 1_048_577), await post(1_048_577, undefined)]).toEqual([413, 413]);
});

describe('the database file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

  test.skipIf(process.platform === 'win32')(
    'can be read by its owner only, even if others could read it before',
    async () => {
      const db = join(folder, 'shop.sqlite');
      await (await startSandbox({ db, port: false })).stop();
      expect(await modeOf(db)).toBe('600');
      await chmod(db, 0o644);
      const again = await startSandbox({ db, port: false });
      expect([await modeOf(db), await modeOf(`${db}-wal`)]).toEqual(['600', '600']);
      await again.stop();
    },
  );

  test('keeps its random credentials for the next start', async () => {
    const db = join(folder, 'kept.sqlite');
    const first = await startSandbox({ db, port: false });
    await first.stop();
    const second = await startSandbox({ db, port: false });
    expect(second.credentials).toEqual(first.credentials);
    await second.stop();
  });
});
