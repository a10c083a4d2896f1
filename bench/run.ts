import { execFileSync, fork } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFigures } from './figures.ts';
import { MEASURES } from './measure.ts';
import { type Results, reportOf, resultsOf } from './results.ts';
import { isMet, type Row } from './row.ts';
import { printTable } from './table.ts';

const USAGE = `npm run bench                 everything, ten minutes or so; writes bench/results.json, RESULTS.md, chart.svg and the figures of README.md
npm run bench -- --quick      under a minute; fails on a size or a count over its budget, or a time over twice its budget
npm run bench -- <measure>    one of ${Object.keys(MEASURES).join(', ')}`;

const HERE = import.meta.dirname;
const options = process.argv.slice(2);
const quick = options.includes('--quick');
const wanted = options.filter((option) => option !== '--quick');
if (wanted.some((name) => !(name in MEASURES))) {
  console.error(USAGE);
  process.exit(2);
}

if (!existsSync(join(HERE, 'node_modules'))) {
  console.log('Installing the peers …');
  execFileSync('npm', ['ci', '--ignore-scripts', '--silent'], {
    cwd: HERE,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}
execFileSync(
  process.execPath,
  [join(HERE, '../node_modules/tsdown/dist/run.mjs'), '--out-dir', join(HERE, 'dist'), '--log-level', 'error'],
  {
    cwd: join(HERE, '..'),
    stdio: 'inherit',
  },
);

const rows: Row[] = [];
for (const name of wanted.length > 0 ? wanted : Object.keys(MEASURES)) {
  const measured = await measure(name);
  console.log(printTable(measured));
  rows.push(...measured);
}

const failed = rows.filter((row) => !isMet(row, quick ? 2 : 1));
if (!quick && wanted.length === 0) {
  const results: Results = resultsOf(rows);
  writeFileSync(join(HERE, 'results.json'), `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(join(HERE, 'RESULTS.md'), reportOf(results));
  execFileSync(process.execPath, [join(HERE, 'chart.ts')], { stdio: 'inherit' });
  const page = join(HERE, 'README.md');
  writeFileSync(page, withFigures(readFileSync(page, 'utf8'), rows));
}
const budgets = rows.filter(({ budget }) => budget).length;
console.log(
  `${budgets - failed.length} of ${budgets} budgets met${quick ? ', those of time with a factor of 2' : ''}.`,
);
for (const { group, what, peer } of failed)
  console.log(`  not met: ${group}: ${what}${peer ? ` against ${peer.name}` : ''}`);
if (failed.length > 0) process.exitCode = 1;

function measure(name: string): Promise<Row[]> {
  const child = fork(join(HERE, 'measure.ts'), [name, ...(quick ? ['--quick'] : [])], { execArgv: ['--expose-gc'] });
  return new Promise((resolve, reject) => {
    child.once('message', (measured) => resolve(measured as Row[]));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it had a result.`)));
  });
}
