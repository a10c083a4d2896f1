import { mkdtemp, rm } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PACKED, pack, tarballIn } from './pack.ts';
import { keptResults } from './passed/kept-results.ts';

// Usage: node scripts/check/tests.ts <task> [arguments of `vitest run`]
//
// Runs the tests of a task: the vitest projects of its name. The result is written to reports/<task>.json, which turbo
// caches with the task, so that `npm test` can count tests that did not have to run again.

// Each test file, and each example and command that a test starts, is a process that loads the same modules. The cache keeps
// compiled code and TypeScript without its types, so that later processes start in a third of the time.
process.env['NODE_COMPILE_CACHE'] ??= resolve('node_modules/.cache/node-compile');
enableCompileCache(process.env['NODE_COMPILE_CACHE']);
const { parseCLI, startVitest } = await import('vitest/node');

const [task = '', ...rest] = process.argv.slice(2);
process.env['TEST_TASK'] = task;
const temporary = await mkdtemp(join(tmpdir(), 'paysera-tests-'));
// Under turbo, the dependencies of the task already exist. Tests of the packaged code depend on `dist` alone, so that a
// change to the documentation, which is in the package too, does not run them again.
if (process.env['TURBO_HASH']) {
  if (task === 'docs') process.env['PAYSERA_TARBALL'] = resolve(tarballIn(PACKED));
  if (task === 'package') process.env['PAYSERA_TARBALL'] = await pack(temporary);
}
const report = join('reports', `${task}.json`);
const { filter, options } = parseCLI(['vitest', 'run', ...rest]);
// A test file that passed before with all that it depends on need not run again, in `npm test`: by its name, it runs.
const kept = process.env['TURBO_HASH'] ? await keptResults(task) : undefined;
const due = kept ? [...kept.due] : filter;
if (kept && due.length === 0) await kept.report(report, []);
else await run();
await rm(temporary, { recursive: true });

async function run(): Promise<void> {
  const vitest = await startVitest('test', due, {
    // By default, vitest keeps one core free: one of two here. All are used, beside another task too: a waiting test needs none.
    maxWorkers: '100%',
    ...options,
    watch: false,
    project: [task, `${task} *`],
    reporters: ['default', ['json', { outputFile: report }]],
  });
  await kept?.report(report, vitest.state.getTestModules());
  await vitest.close();
}
