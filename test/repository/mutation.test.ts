import { glob, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { judge, type Report, type Survivors } from '../mutation/judge.ts';

const json = async <T>(path: string) => JSON.parse(await readFile(path, 'utf8')) as T;
const { mutate } = await json<{ mutate: string[] }>('test/mutation/stryker.config.json');
const survivors = await json<Survivors>('test/mutation/survivors.json');

async function filesOf(patterns: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const pattern of patterns) for await (const file of glob(pattern)) files.push(file.replaceAll('\\', '/'));
  return files;
}

const SOURCE = 'function isPaid(amount: number) {\n  return amount > 0;\n}\n';

/** A report of one file with the mutant `amount > 0` → `true`, and others that were killed. */
function reportOf(status: string, killed: number): Report {
  const location = { start: { line: 2, column: 10 }, end: { line: 2, column: 20 } };
  const mutants = [
    { status, replacement: 'true', location },
    ...Array.from({ length: killed }, () => ({ status: 'Killed', replacement: 'false', location })),
  ];
  return { files: { 'src/paid.ts': { source: SOURCE, mutants } } };
}

const LISTED = { line: 'return amount > 0;', change: 'amount > 0 → true', reason: 'Amounts are positive.' };

describe('a run of the mutants', () => {
  test('passes when every mutant was killed', () => {
    expect(judge(reportOf('Killed', 9), {})).toEqual({
      scores: [{ file: 'src/paid.ts', mutants: 10, killed: 10, percent: 100 }],
      problems: [],
    });
  });

  test.each(['Survived', 'NoCoverage'])('fails for a mutant that is not listed: %s', (status) => {
    const { problems } = judge(reportOf(status, 99), {});
    expect(problems).toEqual(['src/paid.ts:2 survived: {"line":"return amount > 0;","change":"amount > 0 → true"}']);
  });

  test('passes when every survivor is listed with its reason', () => {
    expect(judge(reportOf('Survived', 9), { 'src/paid.ts': [LISTED] }).problems).toEqual([]);
  });

  test('fails below 90 % in one file, listed or not', () => {
    const { problems } = judge(reportOf('Survived', 8), { 'src/paid.ts': [LISTED] });
    expect(problems).toEqual(['src/paid.ts: 88.9 % killed, less than 90 %']);
  });

  test('fails for a listed mutant that is killed by now', () => {
    expect(judge(reportOf('Killed', 9), { 'src/paid.ts': [LISTED] }).problems).toEqual([
      'src/paid.ts: listed, but killed or gone: {"line":"return amount > 0;","change":"amount > 0 → true"}',
    ]);
  });

  test('fails for the second of two equal survivors when one is listed', () => {
    const report = reportOf('Survived', 99);
    const { source = '', mutants = [] } = report.files['src/paid.ts'] ?? {};
    const twice = { files: { 'src/paid.ts': { source, mutants: [...mutants, ...mutants.slice(0, 1)] } } };
    expect(judge(twice, { 'src/paid.ts': [LISTED] }).problems).toHaveLength(1);
  });

  test('counts a mutant that ran into a timeout as killed, and ignored ones not at all', () => {
    expect(judge(reportOf('Timeout', 9), {}).scores).toMatchObject([{ mutants: 10, killed: 10 }]);
    expect(judge(reportOf('Ignored', 9), {}).scores).toMatchObject([{ mutants: 9, killed: 9 }]);
  });

  test('leaves out files that were not mutated', () => {
    expect(judge(reportOf('Killed', 9), { 'src/other.ts': [LISTED] }).problems).toEqual([]);
  });
});

describe('what is mutated', () => {
  test('is there', async () => {
    for (const pattern of mutate) expect(await filesOf([pattern]), pattern).not.toEqual([]);
  });

  test('is mutated in CI every week, and when it, its tests or the list of survivors change', async () => {
    const { on } = parse(await readFile('.github/workflows/mutation.yml', 'utf8')) as {
      on: Record<string, { paths?: string[] }>;
    };
    expect(Object.keys(on)).toContain('schedule');
    const paths = on['pull_request']?.paths ?? [];
    expect(on['push']?.paths).toEqual(paths);
    const changes = [...(await filesOf(mutate)), ...(await filesOf(['test/{mutation,unit}/**/*.{ts,json}']))];
    expect(changes.filter((file) => !paths.some((path) => posix.matchesGlob(file, path)))).toEqual([]);
  });
});

test('every survivor is of a file that is mutated, on a line that stands there, and has a reason', async () => {
  const files = await filesOf(mutate);
  for (const [file, listed] of Object.entries(survivors)) {
    expect(files).toContain(file);
    const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
    for (const { line, change, reason } of listed) {
      expect(lines, file).toContain(line);
      expect(change).toContain(' → ');
      expect(reason).toMatch(/^[A-Z`].{20,}\.$/);
    }
  }
});
