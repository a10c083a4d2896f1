import { spawn } from 'node:child_process';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { agree } from '../../examples/quick-start/live.ts';
import { COMPILED } from '../support/compiled.ts';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `npm start` as a person runs it, its output not a terminal. */
function start(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['examples/quick-start.ts', ...args], {
    env: { ...COMPILED, PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

type Responses = Readonly<Record<string, readonly [status: number, body: unknown]>>;

/** A Paysera of fixed answers, by `METHOD /last-segment`, and the arguments that lead there. */
async function paysera(responses: Responses): Promise<string[]> {
  const respond = (response: ServerResponse, [status, body]: readonly [number, unknown]) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    respond(response, responses[`${request.method} /${path.split('/').at(-1)}`] ?? [404, { error: 'not_found' }]);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return ['--live', '--yes', '--url', `http://127.0.0.1:${port}`];
}

const SHOP = { PAYSERA_CLIENT_ID: 'shop', PAYSERA_CLIENT_SECRET: 'quite-secret' };

const id = '0191b2c3-0000-7000-8000-000000000001';
const payment_URL = 'https://api.paysera.com/checkout-payment-link/payment-collection/v1/payment-links/abc';
const TOKEN: Responses = { 'POST /token': [200, { access_token: 'a-token', token_type: 'Bearer', expires_in: 3600 }] };
const GOOD: Responses = {
  ...TOKEN,
  'POST /orders': [201, { order_id: id, purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' } }],
  'POST /payment-links': [201, { link_id: id, order_id: id, payment_URL }],
  [`GET /${id}`]: [
    200,
    { id, amount: 1000, amount_paid: 0, currency: 'EUR', status: 'pending_payment', reference: 'ORDER-001' },
  ],
  'GET /orders': [200, { items: [{ id, amount: 1000, currency: 'EUR', status: 'pending_payment' }], has_more: false }],
};

test('the whole quick start succeeds against the sandbox, with one line per step and the amounts as sent', async () => {
  const { code, out, err } = await start([]);
  expect(err).toBe('');
  expect(code).toBe(0);
  const steps = out.split('\n').filter((line) => /^ *\d+ {2}/.test(line));
  expect(steps.map((line) => line.slice(5, 23).trim())).toEqual([
    'access token',
    'create order',
    'create link',
    'payment URL',
    'read order',
    'orders, page 1',
    'the payer pays',
    'its webhooks',
    'read order',
    'first payment',
    'page for the payer',
    'its notification',
    'charge by token',
    'charge by token',
    'mark as read',
  ]);
  expect(steps[1]).toMatch(/ms {2}Bearer POST \/orders {2}amount="1000" reference="ORDER-001" +201 {2}order_id /);
  expect(steps[2]).toMatch(/ms {2}Bearer POST \/payment-links {2}amount=1000 .* 201 {2}link_id /);
  expect(steps[3]).toContain('http://127.0.0.1:');
  expect(steps[7]).toContain('payment, then order: both signatures match');
  expect(steps[8]).toContain('paid, 10.00 of 10.00 EUR');
  expect(steps[9]).toMatch(/ms {2}MAC {4}POST \/payment-requests {2}amount="9\.99" /);
  expect(steps[13]).toMatch(/MAC {4}PUT {2}\S+authorize +200 {2}captured/);
  expect(out).toMatch(/\n15 steps in \d+ ms\. Nothing left this machine\.\n$/);
});

test('output that does not go to a terminal has no color and no complete token', async () => {
  const { out } = await start([]);
  expect(out).not.toContain('\u001b');
  expect(out).toMatch(/token \S{4}…/);
  expect(out).not.toMatch(/eyJ|token \S{6}/);
});

test('--keep leaves the sandbox running and prints the address of the dashboard, which shows the paid order', async () => {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['examples/quick-start.ts', '--keep'], { env: { ...COMPILED, PATH, HOME } });
  let out = '';
  const address = new Promise<string>((resolve) => {
    child.stdout.on('data', (text) => {
      out += text;
      const [, url] = /The dashboard: (\S+)/.exec(out) ?? [];
      if (url) resolve(url);
    });
  });
  const page = await (await fetch(await address)).text();
  expect(page).toMatch(/ORDER-001[\s\S]*paid/);
  child.kill('SIGTERM');
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
});

test('--live runs only the Checkout half, and never prints the secret', async () => {
  const { code, out, err } = await start(await paysera(GOOD), SHOP);
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out).toContain('pending_payment, 0.00 of 10.00 EUR');
  expect(out).toContain(payment_URL);
  expect(out).not.toContain('Recurring');
  expect(out + err).not.toContain('quite-secret');
});

test('a step that fails ends the run with one plain sentence and exit code 1', async () => {
  const live = await paysera({
    ...GOOD,
    'POST /orders': [400, { error: 'payment_collection_not_activated', error_description: 'Not active' }],
  });
  const { code, out, err } = await start(live, SHOP);
  expect(code).toBe(1);
  expect(out).toMatch(/\n {2}2 {2}create order .* 400 {2}failed\n$/);
  expect(err).toMatch(/^Step 2, create order, failed: createOrder failed with 400 .*merchant portal/);
  expect(err).not.toContain('    at ');
});

test('a Paysera that cannot be reached is a failed step too', async () => {
  const { code, out, err } = await start(['--live', '--yes', '--url', 'http://127.0.0.1:1'], SHOP);
  expect(code).toBe(1);
  expect(out).toContain('no response');
  expect(err).toMatch(/^Step 1, access token, failed: .*baseUrl/);
});

test.each([
  [['--live'], {}, /^--live needs PAYSERA_CLIENT_ID and PAYSERA_CLIENT_SECRET/],
  [['--live'], { PAYSERA_CLIENT_ID: 'a', PAYSERA_CLIENT_SECRET: 'b' }, /^--live asks .* not a terminal: add --yes/],
  [['--fast'], {}, /^Unknown option '--fast'.* See --help\.\n$/],
])('%j starts nothing when something it needs is missing, and exits with 2', async (args, env, sentence) => {
  const { code, out, err } = await start(args, env);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(sentence);
});

test('--help lists the options and starts nothing', async () => {
  const { code, out } = await start(['--help']);
  expect(code).toBe(0);
  expect(out).toMatch(/--live[\s\S]*--yes[\s\S]*Exit code/);
});

test.each([
  ['y', { url: 'https://api.paysera.com', clientId: 'a' }],
  ['', false],
  ['nonsense', false],
])('a live run starts only if the answer is yes: %j', async (answer, expected) => {
  const env = { PAYSERA_CLIENT_ID: 'a', PAYSERA_CLIENT_SECRET: 'b' };
  expect(await agree({ yes: false }, env, async () => answer)).toEqual(expected);
});
