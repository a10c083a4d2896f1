import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeBlocks, printedLike } from '../../test/support/code-blocks.ts';
import { npm, tarball } from '../../test/support/tarball.ts';

const ROOT = join(import.meta.dirname, '../..', 'examples');
/** The time limit for one example, in milliseconds. */
const LIMIT = 300_000;

/** The projects below `examples/`. */
export async function exampleNames(): Promise<string[]> {
  const entries = await readdir(ROOT, { withFileTypes: true });
  const names = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => ((await readdir(join(ROOT, name))).includes('package.json') ? [name] : [])),
  );
  return names.flat();
}

/** The output according to the example's README; undefined when it shows none. */
export async function expectedOutput(name: string): Promise<string | undefined> {
  const readme = await readFile(join(ROOT, name, 'README.md'), 'utf8');
  return codeBlocks(`examples/${name}/README.md`, readme).find(({ prints }) => prints !== undefined)?.prints;
}

/** Installs each example in its own folder as a user would, from its lock file and the packed package, and runs it. */
async function main(requested: readonly string[]): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'paysera-examples-'));
  const packed = await tarball(join(home, 'package'));
  const examples = join(home, 'examples');
  // Only files of the repository: no node_modules, no build output.
  const { stdout } = await promisify(execFile)(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    {
      cwd: ROOT,
    },
  );
  for (const file of stdout.split('\0').filter(Boolean)) await cp(join(ROOT, file), join(examples, file));
  let failed = 0;
  for (const name of requested.length > 0 ? requested : await exampleNames()) {
    const folder = join(examples, name);
    const started = performance.now();
    const problem = await runOne(name, folder, packed).catch((error: Error) => error.message);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `${name.padEnd(16)} ${seconds.padStart(6)} s   ${problem === undefined ? 'passed' : `FAILED\n${problem}`}`,
    );
    if (problem !== undefined) failed++;
  }
  await rm(home, { recursive: true, force: true });
  return failed;
}

async function runOne(name: string, folder: string, packed: string): Promise<string | undefined> {
  await npm(['ci', '--prefer-offline', '--no-audit', '--no-fund'], folder);
  await npm(['install', '--no-save', '--prefer-offline', '--no-audit', '--no-fund', packed], folder);
  const { code, output, errorOutput } = await start(folder);
  if (code !== 0) return `ended with ${code}\n${output}${errorOutput}`;
  const expected = await expectedOutput(name);
  // npm prints the name of the script first.
  const printed = output.replace(/^(\n?> .*\n)+\n?/, '');
  if (expected === undefined || printedLike(expected).test(printed)) return undefined;
  return `printed\n${printed}but its README shows\n${expected}`;
}

function start(folder: string): Promise<{ code: number | null; output: string; errorOutput: string }> {
  const file = process.env['npm_execpath'];
  const [command, first] = file ? [process.execPath, [file]] : ['npm', []];
  const child = spawn(command, [...first, '--silent', 'start'], { cwd: folder, timeout: LIMIT });
  let output = '';
  let errorOutput = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  child.stderr.on('data', (text) => {
    errorOutput += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output, errorOutput: errorOutput }));
  });
}

if (import.meta.main) process.exitCode = (await main(process.argv.slice(2))) === 0 ? 0 : 1;
