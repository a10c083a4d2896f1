import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { probe } from '../../src/cli/doctor/check-callback.ts';
import { createClockCheck } from '../../src/cli/doctor/check-clock.ts';
import { doctor as command } from '../../src/cli/doctor/doctor.ts';
import { paysera } from './run-cli.ts';

const CHECKOUT = {
  PAYSERA_CLIENT_ID: '01990000-0000-7000-8000-000000000001',
  PAYSERA_CLIENT_SECRET: 'very-secret-secret',
};
const RECURRING = { PAYSERA_MAC_ID: 'wkVd93h2uS', PAYSERA_MAC_KEY: 'very-secret-key', PAYSERA_BUSINESS_ID: 'B' };

type Responses = Readonly<
  Record<
    string,
    (request: IncomingMessage) => readonly [status: number, body: unknown, headers?: Record<string, string>]
  >
>;

const healthy: Responses = {
  '/auth/realms/Paysera/protocol/openid-connect/token': () => [
    200,
    { access_token: 't', expires_in: 3600, token_type: 'Bearer' },
  ],
  '/checkout-project/integration/v1/methods': () => [200, { items: [{ key: 'card' }] }],
  '/checkout-project/integration/v1/project': () => [
    200,
    { id: 'p', status: 'active', payment_collection_status: 'enabled' },
  ],
  '/checkout-project/integration/v1/websites': () => [
    200,
    { items: [{ url: 'https://shop.example', status: 'verified' }] },
  ],
  '/notification/rest/v1/notifications': (request) =>
    request.headers.authorization?.startsWith('MAC id="wkVd93h2uS"')
      ? [200, { items: [], _metadata: { total: 0 } }]
      : [401, { error: 'unauthorized', error_description: 'No authorization data found' }],
};

async function serving(responses: Responses): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const [status, body, headers = {}] = responses[path]?.(request) ?? [404, { error: 'not_found' }];
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Report {
  healthy: boolean;
  checks: { group: string; name: string; status: string; message: string; fix?: string }[];
}

async function doctor(responses: Responses, env: Record<string, string>, ...args: string[]) {
  await using server = await serving({ ...healthy, ...responses });
  const ended = await paysera(
    ['doctor', '--checkout-url', server.url, '--recurring-url', server.url, '--json', ...args],
    { env },
  );
  expect(ended.stderr).toBe('');
  for (const secret of ['very-secret-secret', 'very-secret-key']) expect(ended.stdout).not.toContain(secret);
  const report = JSON.parse(ended.stdout) as Report;
  return { code: ended.code, report, check: (name: string) => report.checks.find((check) => check.name === name) };
}

describe('doctor', { timeout: 60_000 }, () => {
  test('passes every check when nothing is wrong', async () => {
    const { code, report } = await doctor({}, { ...CHECKOUT, ...RECURRING }, '--website', 'https://shop.example');
    expect(report.checks.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'credentials ok',
      'token ok',
      'payment methods ok',
      'project ok',
      'websites ok',
      'MAC ok',
      'business ID ok',
      'prices skipped',
      'clock ok',
    ]);
    expect(report.healthy).toBe(true);
    expect(code).toBe(0);
  });

  test('prints a mark and a sentence for each check', async () => {
    await using server = await serving(healthy);
    const ended = await paysera(['doctor', '--checkout-url', server.url], { env: CHECKOUT });
    expect(ended.stdout).toMatch(/^Checkout\n {2}✓ credentials: .*\n {2}✓ token: issued, valid for 3600 s\n/);
    expect(ended.stdout).toMatch(/– websites: pass --website/);
  });

  test('says where to compare a client secret that was refused', async () => {
    const { code, check } = await doctor(
      {
        '/auth/realms/Paysera/protocol/openid-connect/token': () => [
          401,
          { error: 'invalid_client', error_description: 'x' },
        ],
      },
      CHECKOUT,
    );
    expect(code).toBe(1);
    expect(check('token')).toMatchObject({
      status: 'failed',
      message: 'HTTP 401 invalid_client',
      fix: expect.stringContaining('merchant portal'),
    });
  });

  test('reports a project that cannot take payments, one in Test Mode, and one whose status is missing', async () => {
    const project = (status: number, body: object) => ({
      '/checkout-project/integration/v1/project': () => [status, body] as const,
    });
    const disabled = await doctor(project(200, { payment_collection_status: 'disabled' }), CHECKOUT);
    expect(disabled).toMatchObject({ code: 1 });
    expect(disabled.check('project')).toMatchObject({ status: 'failed', message: 'payment collection is disabled' });
    const testMode = await doctor(project(200, { payment_collection_status: 'test_mode' }), CHECKOUT);
    expect(testMode).toMatchObject({ code: 0 });
    expect(testMode.check('project')).toMatchObject({ status: 'warning' });
    const unknown = await doctor(project(404, { error: 'not_found' }), CHECKOUT);
    expect(unknown.check('project')).toMatchObject({ status: 'skipped' });
  });

  test.each([
    ['https://shop.example/', 'ok'],
    ['https://www.shop.example', 'ok'],
    ['shop.example', 'ok'],
    ['https://other.example', 'failed'],
  ])('compares the website %s with those of the project: %s', async (website, status) => {
    const { check } = await doctor({}, CHECKOUT, '--website', website);
    expect(check('websites')).toMatchObject({ status });
  });

  test('reports a website that is not verified', async () => {
    const { code, check } = await doctor(
      {
        '/checkout-project/integration/v1/websites': () => [
          200,
          { items: [{ url: 'https://shop.example', status: 'pending' }] },
        ],
      },
      CHECKOUT,
      ...['--website', 'https://shop.example'],
    );
    expect(code).toBe(1);
    expect(check('websites')).toMatchObject({ status: 'failed', message: 'https://shop.example is pending' });
  });

  test('reports a refused MAC, and a clock that is an hour behind', async () => {
    const { code, check } = await doctor(
      {
        '/notification/rest/v1/notifications': () => [
          401,
          { error: 'unauthorized' },
          { date: new Date(Date.now() + 3_600_000).toUTCString() },
        ],
      },
      RECURRING,
    );
    expect(code).toBe(1);
    expect(check('MAC')).toMatchObject({ status: 'failed', message: 'HTTP 401 unauthorized' });
    expect(check('clock')).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/^is 3(599|600|601) s behind Paysera's$/),
    });
  });

  test('reports a host that cannot be reached', async () => {
    const ended = await paysera(['doctor', '--checkout-url', 'http://127.0.0.1:9', '--json'], { env: CHECKOUT });
    expect(ended.code).toBe(1);
    expect((JSON.parse(ended.stdout) as Report).checks.find(({ name }) => name === 'token')).toMatchObject({
      status: 'failed',
    });
  });

  test('reports credentials that cannot be valid', async () => {
    const blank = await doctor({}, { ...CHECKOUT, PAYSERA_CLIENT_SECRET: 'x ' });
    expect(blank.check('credentials')).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('whitespace'),
    });
    const classic = await doctor({}, { ...CHECKOUT, PAYSERA_CLIENT_ID: '123456' });
    expect(classic.check('credentials')).toMatchObject({ status: 'warning', fix: expect.stringContaining('Classic') });
    const half = await paysera(['doctor'], { env: { PAYSERA_MAC_ID: 'x' } });
    expect(half).toEqual({
      code: 2,
      stdout: '',
      stderr: 'PAYSERA_MAC_KEY is not set, but PAYSERA_MAC_ID is. Set both.\n',
    });
    expect(await paysera(['doctor'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/^No credentials: /) });
  });

  test('reports a callback URL that Paysera refuses or cannot reach', async () => {
    for (const [address, message] of [
      ['shop.example/hook', /is not a URL/],
      ['http://shop.example/hook', /is not https/],
      ['https://localhost/hook', /on this machine or network/],
      ['https://192.168.1.5/hook', /on this machine or network/],
    ] as const) {
      const ended = await paysera(['doctor', '--callback', address]);
      expect(ended).toMatchObject({ code: 1, stdout: expect.stringMatching(message) });
    }
  });
});

describe('the probe of a callback', () => {
  test.for([
    [401, 'ok', /HTTP 401 to an unsigned delivery/],
    [400, 'ok', /HTTP 400 to an unsigned delivery/],
    [200, 'failed', /accepted an unsigned delivery/],
    [302, 'failed', /redirects/],
    [404, 'failed', /does not accept POST/],
    [500, 'failed', /failed \(HTTP 500\)/],
  ] as const)('reads HTTP %i as %s', async ([status, verdict, message]) => {
    await using server = await serving({
      '/hook': () => [status, {}, status === 302 ? { location: '/elsewhere' } : {}],
    });
    expect(await probe(`${server.url}/hook`)).toMatchObject({
      status: verdict,
      message: expect.stringMatching(message),
    });
  });
});

test('the clock check allows for the half second that a Date header cannot express', async () => {
  let now = 1_700_000_000_400;
  const clock = createClockCheck(() => now);
  expect(clock.check().status).toBe('skipped');
  const original = globalThis.fetch;
  globalThis.fetch = async () => {
    now += 200;
    return new Response('', { headers: { date: new Date(1_700_000_000_000).toUTCString() } });
  };
  try {
    await clock.fetch('https://api.paysera.com');
  } finally {
    globalThis.fetch = original;
  }
  expect(clock.check()).toMatchObject({ status: 'ok', message: 'agrees with Paysera' });
});

test('--sandbox checks against that sandbox, and accepts a callback URL on this machine', async () => {
  await using server = await serving({ ...healthy, '/hooks': () => [401, {}] });
  const callback = `${server.url}/hooks`;
  const env = { ...CHECKOUT, ...RECURRING };
  const args = ['doctor', '--callback', callback, '--json'];
  const local = await paysera([...args, '--sandbox', server.url], { env });
  expect(JSON.parse(local.stdout)).toMatchObject({ healthy: true });
  expect(local.code).toBe(0);
  const remote = await paysera([...args, '--checkout-url', server.url, '--recurring-url', server.url], { env });
  expect(JSON.parse(remote.stdout)).toMatchObject({ healthy: false });
});

test('--sandbox without an address means the one that `paysera sandbox` listens on', async () => {
  const { stdout } = await paysera(['doctor', '--sandbox', '--callback', 'https://192.168.0.1:9/x', '--help']);
  expect(stdout).toContain('--sandbox [URL]');
  expect(command.options['sandbox']?.implied).toBe('http://127.0.0.1:4010');
});
