import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { orderWithLink, plainClient } from './plain-client.ts';

const FILE = 'openapi/workflows.arazzo.yaml';
const cli = join(dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')), 'bin/cli.js');

function redocly(...args: string[]): Promise<{ readonly code: number; readonly output: string }> {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, ...args], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? 1, output: stdout + stderr }),
    );
  });
}

const { workflows } = parse(await readFile(FILE, 'utf8')) as { workflows: { workflowId: string; summary: string }[] };
const runnable = workflows.filter(({ summary }) => !summary.includes('signed')).map(({ workflowId }) => workflowId);

describe('the flows of the guides', () => {
  let sandbox: Sandbox;
  let inputs: string[];
  beforeAll(async () => {
    sandbox = await startSandbox({ rateLimit: false });
    const { url } = await orderWithLink(plainClient(sandbox));
    const payment = await sandbox.payer.pay(url);
    const { clientId, clientSecret } = sandbox.credentials;
    inputs = [`client_id=${clientId}`, `client_secret=${clientSecret}`, `payment_id=${payment.id}`].flatMap((input) => [
      '--input',
      input,
    ]);
  });
  afterAll(() => sandbox.stop());

  const run = (workflow: string) =>
    redocly('respect', FILE, '--server', `checkout=${sandbox.url}`, ...inputs, '--workflow', workflow);

  test('are a valid Arazzo document', async () => {
    expect((await redocly('lint', FILE)).output).toContain('is valid');
    expect(runnable.length).toBeGreaterThanOrEqual(5);
  });

  test.each(runnable)('%s runs against the sandbox', async (workflow) => {
    const { code, output } = await run(workflow);
    expect([code, output]).toEqual([0, expect.stringContaining('Workflows: 1 passed, 1 total')]);
  });

  test('fail when the sandbox does', async () => {
    sandbox.faults.on('getOrder', { do: 'status', status: 404 });
    const { code, output } = await run('take-a-payment');
    expect([code, output]).toEqual([1, expect.stringContaining('Workflows: 1 failed')]);
  });
});
