import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
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

/** What came of the workflows of a run, as Redocly writes it. */
interface Result {
  readonly files: Readonly<
    Record<string, { readonly executedWorkflows: readonly { readonly workflowId: string; readonly status: string }[] }>
  >;
}

describe('the flows of the guides', () => {
  let sandbox: Sandbox;
  let inputs: string[];
  let results: ReadonlyMap<string, string>;

  /** Runs these in one process, and gives what came of each. */
  async function run(...names: string[]) {
    const folder = await mkdtemp(join(tmpdir(), 'workflows-'));
    const file = join(folder, 'results.json');
    const chosen = names.flatMap((name) => ['--workflow', name]);
    const server = ['--server', `checkout=${sandbox.url}`];
    const { code, output } = await redocly('respect', FILE, ...server, ...inputs, ...chosen, '--json-output', file);
    const { files } = JSON.parse(await readFile(file, 'utf8')) as Result;
    await rm(folder, { recursive: true });
    const executed = Object.values(files).flatMap(({ executedWorkflows }) => executedWorkflows);
    return { code, output, results: new Map(executed.map(({ workflowId, status }) => [workflowId, status])) };
  }

  beforeAll(async () => {
    sandbox = await startSandbox({ rateLimit: false });
    const { url } = await orderWithLink(plainClient(sandbox));
    const payment = await sandbox.payer.pay(url);
    const { clientId, clientSecret } = sandbox.credentials;
    inputs = [`client_id=${clientId}`, `client_secret=${clientSecret}`, `payment_id=${payment.id}`].flatMap((input) => [
      '--input',
      input,
    ]);
    ({ results } = await run(...runnable));
  });
  afterAll(() => sandbox.stop());

  test('are a valid Arazzo document', async () => {
    expect((await redocly('lint', FILE)).output).toContain('is valid');
    expect(runnable.length).toBeGreaterThanOrEqual(5);
  });

  test.each(runnable)('%s runs against the sandbox', (workflow) => {
    expect(results.get(workflow)).toBe('success');
  });

  test('fail when the sandbox does', async () => {
    sandbox.faults.on('getOrder', { do: 'status', status: 404 });
    const { code, output } = await run('take-a-payment');
    expect([code, output]).toEqual([1, expect.stringContaining('Workflows: 1 failed')]);
  });
});
