import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { BuildError } from './document.ts';

const require = createRequire(import.meta.url);
const cli = join(dirname(require.resolve('@redocly/cli/package.json')), 'bin', 'cli.js');
const config = join(import.meta.dirname, '../..', 'redocly.yaml');

/**
 * Runs Redocly's command line and gives its standard output. It exits 1 when it has found something, and then its report
 * is on standard output all the same.
 */
export async function redocly(args: readonly string[]): Promise<string> {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  try {
    const command = [cli, ...args, `--config=${config}`];
    return (await promisify(execFile)(process.execPath, command, { env, maxBuffer: 1 << 29 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    if (stdout?.trimStart().startsWith('{')) return stdout;
    throw new BuildError(`redocly ${args[0]}: ${(stderr || String(error)).replaceAll(/\s+/g, ' ').trim()}`);
  }
}
