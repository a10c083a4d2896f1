import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { variableOf } from '../../src/cli/help/options.ts';
import { SETTINGS, sandboxOptionsOf, VARIABLES } from '../../src/cli/sandbox/settings.ts';
import recording from '../fixtures/paysera-php.json' with { type: 'json' };
import { ANSWERS_NOW } from '../support/php-answers.ts';
import { paysera } from './run-cli.ts';

/** A value for each setting that is not its default, and what `startSandbox` gets of it. */
const EXAMPLES: Readonly<Record<keyof typeof SETTINGS, readonly [string, object]>> = {
  port: ['4011', { port: 4011 }],
  host: ['0.0.0.0', { host: '0.0.0.0' }],
  'allowed-hosts': ['paysera, shop.test', { allowedHosts: ['paysera', 'shop.test'] }],
  db: ['/data/shop.db', { db: '/data/shop.db' }],
  seed: ['7', { seed: 7 }],
  'public-url': ['https://paysera.test', { publicUrl: 'https://paysera.test' }],
  'webhook-url': ['http://shop:8000/hook', { webhookUrl: 'http://shop:8000/hook' }],
  clock: ['stopped', { clock: 'stopped' }],
  'start-at': ['2026-01-31T12:00:00Z', { startAt: new Date('2026-01-31T12:00:00Z') }],
  'no-rate-limit': ['true', { rateLimit: false }],
  'test-mode': ['true', { project: { payment_collection_status: 'test_mode' } }],
  'token-lifetime': ['60', { tokenLifetime: 60 }],
  'mac-window': ['5', { macWindow: 5 }],
  'no-body-hash': ['true', { requireBodyHash: false }],
  'no-auto-capture': ['true', { autoCapture: false }],
  'price-echo': ['decimal', { priceEcho: 'decimal' }],
  'refund-seconds': ['30', { refundSeconds: 30 }],
  json: ['true', {}],
  'client-id': ['a', { credentials: { clientId: 'a' } }],
  'client-secret': ['b', { credentials: { clientSecret: 'b' } }],
  'project-id': ['c', { credentials: { projectId: 'c' } }],
  'mac-id': ['d', { credentials: { macId: 'd' } }],
  'mac-key': ['e', { credentials: { macKey: 'e' } }],
  'business-id': ['f', { credentials: { businessId: 'f' } }],
};
const DEFAULTS = { port: 4010, credentials: {} };

describe('every setting of the sandbox', () => {
  test.each(Object.entries(EXAMPLES))('%s reaches startSandbox', (name, [value, option]) => {
    const { value: takesValue } = (SETTINGS as Record<string, { value?: string }>)[name] ?? {};
    expect(sandboxOptionsOf({ [name]: takesValue === undefined ? true : value })).toEqual({ ...DEFAULTS, ...option });
    expect(sandboxOptionsOf({})).toEqual(DEFAULTS);
  });
});

/** Starts the command with no argument at all, and gives what it prints on its first line. */
async function withVariables<Result>(
  env: Record<string, string>,
  use: (line: { url: string; credentials: Record<string, string> }, warnings: () => string) => Promise<Result>,
): Promise<Result> {
  const variables = Object.entries(env).map(([name, value]) => [variableOf(VARIABLES, name), value]);
  const child = spawn(process.execPath, ['src/cli/main.ts', 'sandbox'], {
    env: {
      PATH: process.env['PATH'],
      ...Object.fromEntries(variables),
      PAYSERA_SANDBOX_JSON: 'true',
      PAYSERA_SANDBOX_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let warnings = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    warnings += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const line = await new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', resolve));
  try {
    return await use(JSON.parse(line), () => warnings);
  } finally {
    child.kill('SIGTERM');
    expect(await ended).toBe(process.platform === 'win32' ? null : 0);
  }
}

/** A request with the headers of the recording, of which `fetch` would replace the Host. */
function send(url: string, method: string, headers: Record<string, string>, body: string) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request(url, { method, headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, text });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The requests that name nothing of which only that day’s sandbox had given out the id. */
const REPEATABLE = recording.requests.flatMap((sent, index) => {
  const { pathname, searchParams } = new URL(sent.url);
  const named = /[\w-]{32}|\/x$/.test(pathname) || searchParams.has('after') || sent.body.includes('order_id":"01');
  return named ? [] : [{ ...sent, answered: ANSWERS_NOW[index]?.[0] ?? sent.answered }];
});

test('what Paysera’s PHP libraries sent is answered by a sandbox that has its settings from the environment alone', {
  timeout: 60_000,
}, async () => {
  const { clientId, clientSecret, projectId, macId, macKey, businessId } = recording.credentials;
  const settings = {
    ...{ 'client-id': clientId, 'client-secret': clientSecret, 'project-id': projectId },
    ...{ 'mac-id': macId, 'mac-key': macKey, 'business-id': businessId },
    ...{ clock: 'stopped', 'start-at': new Date(1_795_270_478_000).toISOString(), 'no-rate-limit': 'true' },
  };
  const wrong = await withVariables(settings, async ({ url, credentials }) => {
    expect(credentials).toEqual(recording.credentials);
    let token = '';
    const found: string[] = [];
    for (const sent of REPEATABLE) {
      const { pathname, search } = new URL(sent.url);
      const { authorization, ...headers } = sent.headers as Record<string, string>;
      const bearer = authorization?.startsWith('Bearer ') ? `Bearer ${token}` : authorization;
      const answer = await send(
        url + pathname + search,
        sent.method,
        { ...headers, ...(bearer !== undefined && { authorization: bearer }) },
        sent.body,
      );
      token = JSON.parse(answer.text).access_token ?? token;
      if (answer.status !== sent.answered)
        found.push(`${sent.method} ${pathname}${search}: ${answer.status}, not ${sent.answered}`);
    }
    return found;
  });
  expect(wrong).toEqual([]);
  expect(REPEATABLE.length).toBeGreaterThan(35);
});

test.each([
  ['port', '70000', 'PAYSERA_SANDBOX_PORT 70000: expected a whole number from 0 to 65535.\n'],
  ['clock', 'frozen', 'PAYSERA_SANDBOX_CLOCK frozen: expected stopped or real.\n'],
  ['test-mode', 'yes', 'PAYSERA_SANDBOX_TEST_MODE yes: expected true or false.\n'],
  ['start-at', 'noon', 'PAYSERA_SANDBOX_START_AT noon: expected a time such as 2026-01-31T12:00:00Z.\n'],
])('a variable with a value that is not accepted is named: %s %s', async (name, value, stderr) => {
  const env = { [variableOf(VARIABLES, name)]: value };
  expect(await paysera(['sandbox'], { env })).toEqual({ code: 2, stdout: '', stderr });
});

test('an option takes precedence over its variable, and an empty variable is none', async () => {
  const env = { PAYSERA_SANDBOX_CLOCK: 'stopped', PAYSERA_SANDBOX_SEED: '' };
  expect(await paysera(['sandbox', '--clock', 'frozen'], { env })).toMatchObject({
    stderr: '--clock frozen: expected stopped or real.\n',
  });
  const { url, again } = await withVariables({ seed: '', 'allowed-hosts': '' }, async ({ url }) => ({
    url,
    again: (await fetch(url)).status,
  }));
  expect([new URL(url).hostname, again]).toEqual(['127.0.0.1', 200]);
});

test('a secret is a variable, never an option', async () => {
  const { code, stderr } = await paysera(['sandbox', '--mac-key', 'secret']);
  expect(code).toBe(2);
  expect(stderr).not.toContain('is not an option');
});

test('a sandbox that others may reach says so on standard error; one on this machine says nothing', {
  timeout: 30_000,
}, async () => {
  const said = await withVariables({ host: '0.0.0.0', 'allowed-hosts': 'paysera' }, async (_, warnings) => warnings());
  expect(said).toMatch(/^Warning: listening on 0\.0\.0\.0\. Whoever reaches this port can see the credentials/);
  expect(said).toContain('one of these names are answered: localhost, paysera.');
  expect(await withVariables({}, async (_, warnings) => warnings())).toBe('');
});
