import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The package as it would be published: the one `npm test` packed, or one built and packed now. */
export async function tarball(): Promise<string> {
  const { PAYSERA_TARBALL } = process.env;
  if (PAYSERA_TARBALL) return PAYSERA_TARBALL;
  await npm(['run', 'build']);
  const folder = await mkdtemp(join(tmpdir(), 'paysera-client-'));
  const packed = await npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
  // Since npm 11 an object by package name, before it a list.
  const [first] = Object.values(JSON.parse(packed) as Record<string, { filename: string }>);
  return join(folder, first?.filename ?? 'missing.tgz');
}

/** Runs npm by the file npm itself names, so that it works on any system. Resolves with what it printed. */
export async function npm(args: readonly string[], cwd?: string): Promise<string> {
  const file = process.env['npm_execpath'];
  const [command, first] = file ? [process.execPath, [file]] : ['npm', []];
  const { stdout } = await run(command, [...first, '--loglevel=error', ...args], { cwd, maxBuffer: 2 ** 24 });
  return stdout;
}
