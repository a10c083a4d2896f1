import { execFile } from 'node:child_process';
import { cp, glob, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '..', '..');
const { files } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as { files: readonly string[] };
/** What npm packs beside `dist`: always these three, and what `files` names. */
const PACKED = ['package.json', 'README.md', 'LICENSE'];
for await (const name of glob(
  files.filter((name) => !/^!?dist/.test(name)),
  { cwd: repository },
))
  PACKED.push(name);

/**
 * The package as it would be published: the one `npm test` packed, or one that is built and packed now, in `folder`.
 * The repository's own `dist` stays as it is, since other tests may be reading it.
 */
export async function tarball(folder: string): Promise<string> {
  const { PAYSERA_TARBALL } = process.env;
  if (PAYSERA_TARBALL) return PAYSERA_TARBALL;
  await mkdir(folder);
  await npm(['run', 'build', '--', '--out-dir', join(folder, 'dist')], repository);
  await Promise.all(PACKED.map((name) => cp(join(repository, name), join(folder, name), { recursive: true })));
  const packed = await npm(['pack', '--ignore-scripts', '--json'], folder);
  // Since npm 11 an object by package name, before it a list.
  const [first] = Object.values(JSON.parse(packed) as Record<string, { filename: string }>);
  return join(folder, first?.filename ?? 'missing.tgz');
}

/** Runs npm by the file npm itself names, so that it works on any system. Resolves with what it printed. */
export async function npm(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const file = process.env['npm_execpath'];
  const [command, first] = file ? [process.execPath, [file]] : ['npm', []];
  const { stdout } = await run(command, [...first, '--loglevel=error', ...args], {
    ...{ cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 24 },
  });
  return stdout;
}
