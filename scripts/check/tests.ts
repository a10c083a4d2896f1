import { join, resolve } from 'node:path';
import { parseCLI, startVitest } from 'vitest/node';
import { TARBALL } from './pack.ts';

// Usage: node scripts/check/tests.ts <task> [what `vitest run` takes]
//
// Runs the tests of a task: the vitest projects of its name. What they came to is left in reports/<task>.json, which turbo
// keeps with the task, so that `npm test` can count tests that did not have to run again.

const [task = '', ...rest] = process.argv.slice(2);
// Below turbo, what the task depends on is there.
if (process.env['TURBO_HASH']) process.env['PAYSERA_TARBALL'] = resolve(TARBALL);
const { filter, options } = parseCLI(['vitest', 'run', ...rest]);
await startVitest('test', filter, {
  ...options,
  watch: false,
  project: [task, `${task} *`],
  reporters: ['default', ['json', { outputFile: join('reports', `${task}.json`) }]],
});
