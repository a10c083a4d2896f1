import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseCommandLine } from '../shared/command-line.ts';
import { BuildError, fail } from '../shared/document.ts';
import { compareExports, type Declarations, type ExportChange } from './exported-types.ts';

const HELP = `Usage: npm run api:compare [-- --against <npm-spec-or-tarball>] [--json]

Compares the exported types of dist/ (run \`npm run build\` before) with those of a release, and names what breaks.

  --against SPEC  default paysera-client@latest
  --package DIR   the package that is compared (default: this one)
  --json          one object: { against, verdict, changes[] }

Exit: 0 compared (or nothing is released yet), 2 it cannot be compared.`;

/** The entries of package.json, by their declarations. */
const ENTRIES = [
  'index',
  'billing',
  'webhooks/index',
  'opentelemetry',
  'testing',
  'redis',
  'sql',
  'undici',
  'sandbox/index',
] as const;
const run = promisify(execFile);

async function main(): Promise<void> {
  const parsed = parseCommandLine(HELP, {
    args: process.argv.slice(2),
    options: {
      against: { type: 'string', default: 'paysera-client@latest' },
      package: { type: 'string', default: '.' },
      json: { type: 'boolean', default: false },
    },
  });
  if (!parsed) return;
  const { values } = parsed;
  const folder = await mkdtemp(join(tmpdir(), 'paysera-release-'));
  try {
    const released = await unpack(values.against, folder);
    if (!released) return console.log(`${values.against} is not released yet: there is nothing to compare with.`);
    const changes: (ExportChange & { entry: string })[] = [];
    const [before, after] = await Promise.all([declarations(released), declarations(values.package)]);
    const inBoth: string[] = [];
    for (const entry of ENTRIES) {
      const [was, is] = [before, after].map((declarations) => declarations.has(`${entry}.d.cts`));
      if (was && is) inBoth.push(entry);
      else if (is) changes.push({ entry, name: entry, impact: 'minor', what: 'is a new entry' });
      else if (was) changes.push({ entry, name: entry, impact: 'major', what: 'is no entry any more' });
    }
    const files = inBoth.map((entry) => `${entry}.d.cts`);
    for (const [index, found] of (await compareExports(files, before, after)).entries()) {
      changes.push(...found.map((change) => ({ entry: inBoth[index] ?? '', ...change })));
    }
    const verdict = changes.some(({ impact }) => impact === 'major') ? 'major' : changes.length > 0 ? 'minor' : 'none';
    if (values.json) console.log(JSON.stringify({ against: values.against, verdict, changes }, null, 2));
    else {
      console.log(`## Exported types against ${values.against}: ${verdict}\n`);
      for (const { entry, name, impact, what } of changes) {
        console.log(`- ${impact === 'major' ? '**breaks** ' : ''}\`${entry}\`: \`${name}\` ${what}`);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The folder of a release; undefined when there is none. */
async function unpack(spec: string, folder: string): Promise<string | undefined> {
  const npm = process.env['npm_execpath'];
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  try {
    await run(command, [...first, 'pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder, spec]);
  } catch (error) {
    const { stderr = '', stdout = '' } = error as { stderr?: string; stdout?: string };
    if (/E404|404 Not Found|is not in this registry/.test(stderr + stdout)) return undefined;
    throw new BuildError(`${spec} cannot be fetched: ${stderr.trim().split('\n')[0] || (error as Error).message}`);
  }
  const [tarball] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new BuildError(`${spec} gave no tarball.`);
  await run('tar', ['-xzf', tarball], { cwd: folder });
  return join(folder, 'package');
}

async function declarations(folder: string): Promise<Declarations> {
  const dist = join(folder, 'dist');
  const names = await readdir(dist, { recursive: true }).catch(() => []);
  const files = names.filter((name) => name.endsWith('.d.cts'));
  return new Map(
    await Promise.all(
      files.map(async (name) => [name.replaceAll('\\', '/'), await readFile(join(dist, name), 'utf8')] as const),
    ),
  );
}

if (import.meta.main) main().catch((error: unknown) => fail(error, 2));
