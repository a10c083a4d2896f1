import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { BuildError } from './document.ts';

const require = createRequire(import.meta.url);
const cli = join(dirname(require.resolve('@redocly/cli/package.json')), 'bin', 'cli.js');
const config = join(import.meta.dirname, '../..', 'redocly.yaml');

// It takes 2 s. It checks examples by the patterns of the document, and a pattern can be made to take hours.
const TIMEOUT = 120_000;

/**
 * Runs Redocly's command line and gives its standard output. It exits 1 when it has found something, and then its report
 * is on standard output all the same.
 */
export async function redocly(args: readonly string[]): Promise<string> {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  try {
    const command = [cli, ...args, `--config=${config}`];
    const options = { env, maxBuffer: 1 << 29, timeout: TIMEOUT, killSignal: 'SIGKILL' } as const;
    return (await promisify(execFile)(process.execPath, command, options)).stdout;
  } catch (error) {
    const { stdout, stderr, killed } = error as { stdout?: string; stderr?: string; killed?: boolean };
    if (killed) throw new BuildError(`redocly ${args[0]} had no result within ${TIMEOUT / 1000} s.`);
    if (stdout?.trimStart().startsWith('{')) return stdout;
    throw new BuildError(`redocly ${args[0]}: ${(stderr || String(error)).replaceAll(/\s+/g, ' ').trim()}`);
  }
}
