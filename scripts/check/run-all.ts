import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Counts, countVitest, type VitestReport } from './test-counts.ts';

/** One thing that is checked. Counts as one, unless `count` reads more from what it leaves behind. */
interface Step {
  readonly name: string;
  /** What `npm` is called with. */
  readonly npm: readonly string[];
  /** Shown as it comes, for what takes long. Otherwise shown only when it fails. */
  readonly live?: boolean;
  readonly count?: (exitCode: number) => Promise<Counts>;
}

/** Milliseconds after which a step is ended and failed: longer than any takes, so that nothing hangs for ever. */
const STEP_LIMIT = 20 * 60_000;
const REPORT = join('reports', 'vitest.json');

const packed = await mkdtemp(join(tmpdir(), 'paysera-client-'));
const tarball = join(packed, `${await nameOfTarball()}.tgz`);

const STEPS: readonly Step[] = [
  { name: 'generated files are as generated', npm: ['run', 'generate:check'] },
  { name: 'lint and format', npm: ['run', 'lint'] },
  { name: 'types', npm: ['run', 'typecheck'] },
  { name: 'build', npm: ['run', 'build'] },
  { name: 'pack', npm: ['pack', '--ignore-scripts', '--pack-destination', packed] },
  { name: 'publint on the tarball', npm: ['exec', '--', 'publint', 'run', '--strict', tarball] },
  { name: 'attw on the tarball', npm: ['exec', '--', 'attw', tarball] },
  {
    name: 'tests',
    npm: ['exec', '--', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`],
    live: true,
    count: async (exitCode) => countVitest(await readReport(), exitCode),
  },
];

async function nameOfTarball(): Promise<string> {
  const { name, version } = JSON.parse(await readFile('package.json', 'utf8')) as { name: string; version: string };
  return `${name}-${version}`;
}

/** What vitest left behind; undefined when it did not come that far. */
async function readReport(): Promise<VitestReport | undefined> {
  try {
    return JSON.parse(await readFile(REPORT, 'utf8')) as VitestReport;
  } catch {
    return undefined;
  }
}

/** Runs npm by the file npm itself names, so that no shell stands between on any system. */
function run(step: Step): Promise<{ code: number; output: string }> {
  const npm = process.env['npm_execpath'];
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(command, [...first, ...step.npm], {
    stdio: ['ignore', step.live ? 'inherit' : 'pipe', step.live ? 'inherit' : 'pipe'],
    env: {
      ...process.env,
      PAYSERA_TARBALL: tarball,
      npm_config_loglevel: 'error',
      ...(!process.stdout.isTTY && { NO_COLOR: '1' }),
    },
    timeout: STEP_LIMIT,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code, signal) => {
      const late = signal ? `\nended by ${signal} after ${STEP_LIMIT / 60_000} minutes at most` : '';
      resolve({ code: code ?? 1, output: output + late });
    });
  });
}

const total = { passed: 0, failed: 0 };
await rm(REPORT, { force: true });
for (const [index, step] of STEPS.entries()) {
  const title = `[${index + 1}/${STEPS.length}] ${step.name}`;
  if (step.live) console.log(title);
  const started = performance.now();
  const { code, output } = await run(step);
  const counts = step.count ? await step.count(code) : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  total.passed += counts.passed;
  total.failed += counts.failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const result = step.count ? `${counts.passed} passed, ${counts.failed} failed` : code === 0 ? 'passed' : 'FAILED';
  console.log(`${title.padEnd(44)} ${seconds.padStart(6)} s   ${result}`);
  if (code !== 0 && !step.live) console.log(output.trimEnd().replace(/^/gm, '    '));
  for (const line of counts.failures ?? []) console.log(`    ${line}`);
}
await rm(packed, { recursive: true, force: true });
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
