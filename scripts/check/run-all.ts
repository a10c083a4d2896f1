import { spawn } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Counts, countTask, type TaskRun, type VitestReport } from './test-counts.ts';

// Usage: npm test [-- <task>... <option of turbo run>...]
//
// Runs the tasks of turbo.json: all of them, or only those named. A task whose inputs have not changed is restored from
// turbo's cache, and in a task that runs, a test file is not run again when it passed before with all that it depends on;
// `--force` runs everything. Ends with the time of each task, the slowest first, and a line
// "N passed, N failed".

const require = createRequire(import.meta.url);
const SUMMARIES = join('.turbo', 'runs');
const reportOf = (task: string) => join('reports', `${task.replace('test:', '')}.json`);

/** The contents of a JSON file; undefined when it does not exist or is not JSON. */
async function read<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

function turbo(args: readonly string[]): Promise<number> {
  const command = require.resolve('turbo/bin/turbo');
  const child = spawn(process.execPath, [command, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      TURBO_TELEMETRY_DISABLED: '1',
      npm_config_loglevel: 'error',
      ...process.env,
      ...((args.includes('--force') || process.env['TURBO_FORCE']) && { TEST_CACHE: 'off' }),
      ...(!process.stdout.isTTY && { NO_COLOR: '1' }),
    },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

const args = process.argv.slice(2);
const { tasks: known } = (await read<{ tasks: object }>('turbo.json')) ?? { tasks: {} };
const named = args.filter((argument) => !argument.startsWith('-'));
const tasks = named.length > 0 ? named : Object.keys(known);

await rm(SUMMARIES, { recursive: true, force: true });
// The counts come from this run or from turbo's cache.
for (const task of tasks) await rm(reportOf(task), { force: true });
const exitCode = await turbo([
  ...['run', ...tasks, '--summarize', '--continue=dependencies-successful'],
  ...['--output-logs=new-only', '--log-order=grouped'],
  ...args.filter((argument) => argument.startsWith('-')),
]);
const [summary] = await readdir(SUMMARIES).catch(() => []);
const runs = (await read<{ tasks: TaskRun[] }>(join(SUMMARIES, summary ?? '')))?.tasks ?? [];

const rows: (Counts & { task: string; seconds: number; isCached: boolean; cachedFiles: number })[] = [];
for (const task of new Set([...tasks, ...runs.map((run) => run.task)])) {
  const run = runs.find((one) => one.task === task);
  const hasTests = task.startsWith('test:');
  const report = hasTests ? await read<VitestReport>(reportOf(task)) : undefined;
  const counts = countTask(run, hasTests, report);
  const { startTime = 0, endTime = 0 } = run?.execution ?? {};
  const isCached = run?.cache.status === 'HIT';
  const seconds = (isCached ? run.cache.timeSaved : endTime - startTime) / 1000;
  rows.push({ task, ...counts, isCached, seconds, cachedFiles: isCached ? 0 : (report?.cached?.length ?? 0) });
}
rows.sort((a, b) => b.seconds - a.seconds);
for (const { task, seconds, isCached, cachedFiles, passed, failed, failures = [] } of rows) {
  const from = isCached ? 'cached' : '';
  const some = cachedFiles > 0 ? `, ${cachedFiles} test files from the cache` : '';
  console.log(
    `${task.padEnd(18)} ${seconds.toFixed(1).padStart(6)} s ${from.padEnd(6)}   ${passed} passed, ${failed} failed${some}`,
  );
  for (const failure of failures) console.log(failure.replaceAll(/^/gm, '    '));
}
const sum = (kind: 'passed' | 'failed') => rows.reduce((total, row) => total + row[kind], 0);
// A failed run in which no task failed counts as one failure.
const failed = Math.max(sum('failed'), exitCode === 0 ? 0 : 1);
console.log(`${sum('passed')} passed, ${failed} failed`);
process.exitCode = failed === 0 && sum('passed') > 0 ? 0 : 1;
