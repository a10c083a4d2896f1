import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { createCheckout } from '../../src/checkout/checkout.ts';
import { paysera } from './run-cli.ts';

const SEEDED = ['src/cli/main.ts', 'sandbox', '--port', '0', '--seed', '7', '--json'];

/** Starts the command, gives its first line, and ends it as Ctrl-C does. */
async function started<Result>(use: (line: { url: string; credentials: Record<string, string> }) => Promise<Result>) {
  const child = spawn(process.execPath, SEEDED, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const line = await new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', resolve));
  try {
    return { result: await use(JSON.parse(line)), line };
  } finally {
    child.kill('SIGINT');
    expect(await ended).toBe(process.platform === 'win32' ? null : 0);
  }
}

test('the sandbox starts, takes an order with the credentials it names, and ends by Ctrl-C', {
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

test('a port that is none is refused', async () => {
  expect(await paysera(['sandbox', '--port', '70000'])).toEqual({
    code: 2,
    stdout: '',
    stderr: '--port 70000: expected a whole number from 0 to 65535.\n',
  });
});
