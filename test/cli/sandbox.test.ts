import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createCheckout } from '../../src/checkout/checkout.ts';
import { startLoopback } from '../support/loopback.ts';
import { paysera } from './run-cli.ts';

const SEEDED = ['src/cli/main.ts', 'sandbox', '--port', '0', '--seed', '7', '--json'];

/** Starts the command, gives its first line, and ends it as Ctrl-C does. */
async function started<Result>(
  use: (line: { url: string; credentials: Record<string, string> }) => Promise<Result>,
  ...more: readonly string[]
) {
  const child = spawn(process.execPath, [...SEEDED, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const line = await new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', resolve));
  try {
    return { result: await use(JSON.parse(line)), line };
  } finally {
    child.kill('SIGINT');
    expect(await ended).toBe(process.platform === 'win32' ? null : 0);
  }
}

test('the sandbox starts, accepts an order with the printed credentials, and stops on Ctrl-C', {
  timeout: 30_000,
}, async () => {
  const { result, line } = await started(async ({ url, credentials }) => {
    const { clientId, clientSecret } = credentials;
    const checkout = createCheckout({ clientId, clientSecret, baseUrl: url });
    const purchase = { reference: 'ORDER-001', amount: 1000, currency: 'EUR' };
    return checkout.orders.create({ purchase });
  });
  expect(result.purchase).toMatchObject({ reference: 'ORDER-001', amount: 1000, currency: 'EUR' });
  const again = await started(async ({ credentials }) => credentials);
  expect(again.result).toEqual(JSON.parse(line).credentials);
});

// There, a parent that has exited cannot be distinguished from one that lives.
describe.skipIf(process.platform === 'win32')(
  'the sandbox does not outlive the process that started it',
  { timeout: 30_000 },
  () => {
    test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s shuts it down cleanly', async (signal) => {
      const child = spawn(process.execPath, SEEDED, { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
      await new Promise((resolve) => child.stdout.once('data', resolve));
      child.kill(signal);
      expect(await ended).toBe(0);
    });

    test('started by npx, it ends with the shell that npm starts it in; started in the background by a script, it keeps running', async () => {
      // npm passes a signal on to its shell, which may end and leave the sandbox to nobody.
      const start = (npm: string) => `npm_command=${npm} "${process.execPath}" ${SEEDED.join(' ')} & echo $!`;
      const shell = spawn('sh', ['-c', `${start('exec')}; ${start('run-script')}; wait`], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const lines: string[] = [];
      for await (const line of createInterface(shell.stdout)) if (lines.push(line) === 4) break;
      const [byNpx = 0, byScript = 0] = lines.filter((line) => /^\d+$/.test(line)).map(Number);
      try {
        expect([byNpx, byScript].map(isRunning)).toEqual([true, true]);
        shell.kill('SIGTERM');
        await expect.poll(() => isRunning(byNpx), { timeout: 10_000 }).toBe(false);
        expect(isRunning(byScript)).toBe(true);
      } finally {
        for (const pid of [byNpx, byScript].filter(isRunning)) process.kill(pid, 'SIGKILL');
      }
    });
  },
);

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('the sandbox prints its credentials as a file of variables, and its address as an option, since no variable sets it', {
  timeout: 30_000,
}, async () => {
  const plain = SEEDED.filter((argument) => argument !== '--json');
  const child = spawn(process.execPath, plain, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    output += text;
    if (output.includes('PAYSERA_BUSINESS_ID=')) child.kill('SIGTERM');
  }
  const [, url] = /listening on (http:\S+);/.exec(output) ?? [];
  expect(output).toContain(`createCheckout({ baseUrl: '${url}' })`);
  expect(output).toContain(`createRecurringBilling({ baseUrl: '${url}' })`);
  const variables = parseEnv(output);
  expect(Object.keys(variables).sort()).toEqual([
    'PAYSERA_BUSINESS_ID',
    'PAYSERA_CLIENT_ID',
    'PAYSERA_CLIENT_SECRET',
    'PAYSERA_MAC_ID',
    'PAYSERA_MAC_KEY',
  ]);
});

test('an invalid port is rejected', async () => {
  expect(await paysera(['sandbox', '--port', '70000'])).toEqual({
    code: 2,
    stdout: '',
    stderr: '--port 70000: expected a whole number from 0 to 65535.\n',
  });
});

test('--webhook-url, --clock stopped, --no-rate-limit and --test-mode do what they say', {
  timeout: 30_000,
}, async () => {
  const shop = await startLoopback(() => ({ status: 200 }));
  const options = ['--webhook-url', `${shop.url}/hooks`, '--clock', 'stopped', '--no-rate-limit', '--test-mode'];
  await started(
    async ({ url, credentials: { clientId = '', clientSecret = '' } }) => {
      const checkout = createCheckout({ clientId, clientSecret, baseUrl: url, rateLimit: false });
      const purchase = { reference: 'ORDER-001', amount: 1000, currency: 'EUR' };
      const payment = await checkout.createPayment({ purchase });
      expect(payment.isTest).toBe(true);
      for (let call = 0; call < 60; call++) await checkout.orders.get(payment.orderId);
      const again = await checkout.orders.create({ purchase });
      expect(again.created_at).toBe(payment.order.created_at);
      const page = await fetch(payment.paymentUrl);
      expect(page.status).toBe(200);
    },
    ...options,
  );
});

test('a second sandbox with the same --db says which process has it', { timeout: 30_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-db-'));
  const db = join(folder, 'shop.db');
  await started(
    async () => {
      const second = await paysera(['sandbox', '--port', '0', '--db', db]);
      expect(second.code).toBe(2);
      expect(second.stderr).toMatch(/in use by the sandbox of process \d+, started at 20.*; stop that one first/);
    },
    '--db',
    db,
  );
  await rm(folder, { recursive: true });
});

test.each([
  [['--clock', 'frozen'], '--clock frozen: expected stopped or real.\n'],
  [['--webhook-url', '/hooks'], '--webhook-url /hooks: expected a URL such as http://localhost:3000/hooks.\n'],
])('%j is rejected', async (args, stderr) => {
  expect(await paysera(['sandbox', ...args])).toEqual({ code: 2, stdout: '', stderr });
});
