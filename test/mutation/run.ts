import { readFile } from 'node:fs/promises';
import { Stryker } from '@stryker-mutator/core';
import { judge, type Report, type Survivors } from './judge.ts';

// Usage: npm run test:mutation [-- <file of src>...]
//
// Changes the code that decides about money, one place at a time, and runs the tests: a change that no test notices is a
// promise that no test keeps. Fails when fewer than 90 % are noticed in any file, and when a survivor is not listed in
// survivors.json. Writes reports/mutation/report.html.

const FOLDER = 'test/mutation';
const REPORT = 'reports/mutation/report.json';
const files = process.argv.slice(2);

await new Stryker({
  configFile: `${FOLDER}/stryker.config.json`,
  reporters: [process.stdout.isTTY ? 'progress' : 'progress-append-only', 'json', 'html'],
  jsonReporter: { fileName: REPORT },
  ...(files.length > 0 && { mutate: files }),
}).runMutationTest();

const read = async <T>(path: string) => JSON.parse(await readFile(path, 'utf8')) as T;
const { scores, problems } = judge(await read<Report>(REPORT), await read<Survivors>(`${FOLDER}/survivors.json`));
for (const { file, mutants, killed, percent } of scores) {
  console.log(
    `${file.padEnd(50)} ${`${killed}`.padStart(4)} of ${`${mutants}`.padStart(4)} killed ${percent.toFixed(1).padStart(6)} %`,
  );
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 && scores.length > 0 ? 0 : 1;
