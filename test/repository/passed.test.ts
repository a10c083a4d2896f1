import { globSync } from 'node:fs';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { keptResults } from '../../scripts/check/passed/kept-results.ts';
import { Modules } from '../../scripts/check/passed/modules.ts';
import { Passed } from '../../scripts/check/passed/passed.ts';
import type { TestResult } from '../../scripts/check/test-counts.ts';
import { folder } from '../tooling/documents.ts';

const FILES: Readonly<Record<string, string>> = {
  'package-lock.json': '{}',
  'src/index.ts': "export { pay } from './pay.ts';\nexport { refund as giveBack } from './refund.ts';\n",
  'src/pay.ts':
    "import type { Money } from './money.ts';\nexport const pay = async (money: Money) => (await import('./on-demand.ts')).paid(money);\n",
  'src/refund.ts': 'export const refund = 1;\n',
  'src/on-demand.ts': 'export const paid = (money: unknown) => money;\n',
  'src/money.ts': 'export interface Money { readonly amount: number }\n',
  'test/pay.test.ts': "import { pay } from '../src/index.ts';\npay({ amount: 1 });\n",
  'test/refund.test.ts': "import { giveBack } from '../src/index.ts';\nconsole.log(giveBack);\n",
  'test/child.test.ts': "const CHILD = new URL('./child.ts', import.meta.url);\nconsole.log(CHILD);\n",
  'test/child.ts': "import '../test/support/noise.ts';\nimport { pay } from '../src/pay.ts';\npay({ amount: 2 });\n",
  'test/support/noise.ts': "console.log('data.json');\n",
  'test/support/setup.ts': '',
  'data.json': '{}',
  // It reads documents by a pattern.
  'test/cli/drift.test.ts': '',
  'generated/checkout/openapi.json': '{}',
};
const TESTS = ['test/pay.test.ts', 'test/refund.test.ts', 'test/child.test.ts'].map((path) => ({
  path,
  setup: path === 'test/refund.test.ts' ? ['test/support/setup.ts'] : [],
}));
const [PAY, REFUND] = TESTS as [(typeof TESTS)[0], (typeof TESTS)[0]];

const resultsOf = (path: string, status = 'passed'): TestResult[] => [
  { name: path, status, assertionResults: [{ fullName: 'works', status }] },
];

async function repository() {
  const temporary = await folder();
  onTestFinished(() => temporary[Symbol.asyncDispose]());
  const root = temporary.path;
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(join(root, dirname(path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const open = (more: unknown = {}) =>
    new Passed(join(root, '.cache/tests.json'), { files: ['package-lock.json'], more }, root);
  return { root, open };
}

/** A repository whose tests have all passed. */
async function passedRepository() {
  const { root, open } = await repository();
  const passed = open();
  for (const file of TESTS) passed.add(file, resultsOf(file.path));
  passed.save();
  const due = (more?: unknown) => {
    const now = open(more);
    return TESTS.filter((file) => !now.resultsOf(file)).map(({ path }) => path);
  };
  return { root, due, open };
}

test.each([
  ['nothing', undefined, '', []],
  ['a module', 'src/pay.ts', 'pay.name;', ['test/pay.test.ts', 'test/child.test.ts']],
  [
    'a module that is imported when it is needed',
    'src/on-demand.ts',
    'paid.name;',
    ['test/pay.test.ts', 'test/child.test.ts'],
  ],
  ['a module that the index hands on under another name', 'src/refund.ts', 'refund;', ['test/refund.test.ts']],
  ['a comment in a module', 'src/pay.ts', '// Pays.', []],
  ['a type', 'src/money.ts', 'export type Currency = string;', []],
  ['a comment in a test file, whose lines errors name', 'test/pay.test.ts', '// Pays.', ['test/pay.test.ts']],
  ['a program that a test starts', 'test/child.ts', 'pay.name;', ['test/child.test.ts']],
  ['a file that is named by its path', 'data.json', ' ', ['test/child.test.ts']],
  ['what is loaded before a test file', 'test/support/setup.ts', 'console.log();', ['test/refund.test.ts']],
  ['the packages', 'package-lock.json', ' ', TESTS.map(({ path }) => path)],
])('when %s has changed, these test files run again and no others', async (_, path, text, expected) => {
  const { root, due } = await passedRepository();
  if (path) await appendFile(join(root, path), `${text}\n`);
  expect(due()).toEqual(expected);
});

test('every test file runs again when something else has changed that all depend on, such as the seed', async () => {
  const { due } = await passedRepository();
  expect(due({ seed: 1 })).toEqual(TESTS.map(({ path }) => path));
});

test('a test file that did not pass runs again, though nothing has changed', async () => {
  const { open } = await repository();
  const passed = open();
  passed.add(PAY, [...resultsOf(PAY.path), ...resultsOf(PAY.path, 'failed')]);
  passed.add(REFUND, resultsOf(REFUND.path, 'skipped'));
  passed.save();
  expect(TESTS.map((file) => open().resultsOf(file))).toEqual([undefined, undefined, undefined]);
});

test('a test file that passed before and fails in a run of everything runs again', async () => {
  const { open, due } = await passedRepository();
  const passed = open();
  for (const file of TESTS) passed.resultsOf(file);
  passed.add(PAY, resultsOf(PAY.path, 'failed'));
  passed.save();
  expect(due()).toEqual([PAY.path]);
});

test.each(['test/cli/drift.test.ts', 'generated/checkout/openapi.json'])(
  '%s, when it is edited while the tests run, does not pass for what was tested',
  async (edited) => {
    const { root, open } = await repository();
    const file = { path: 'test/cli/drift.test.ts', setup: [] };
    const passed = open();
    passed.resultsOf(file);
    await appendFile(join(root, edited), ' ');
    passed.add(file, resultsOf(file.path));
    passed.save();
    expect(open().resultsOf(file)).toBeUndefined();
    await writeFile(join(root, edited), FILES[edited] ?? '');
    expect(open().resultsOf(file)).toBeDefined();
  },
);

test('what a test file reads without importing or naming it is found', async () => {
  const { open } = await repository();
  expect(open().undeclared(PAY, ['src/pay.ts', 'data.json'])).toEqual(['data.json']);
});

test('what a module reads by a pattern is an input of the test files that reach it', () => {
  const passed = new Passed('unused.json', { files: [], more: {} });
  const file = { path: 'test/cli/drift.test.ts', setup: [] };
  expect(passed.undeclared(file, ['generated/checkout/openapi.json', 'docs', 'LICENSE'])).toEqual(['LICENSE']);
});

test('nothing is kept in CI, and with --force every test file runs', async () => {
  vi.stubEnv('CI', 'true');
  expect(await keptResults('cli')).toBeUndefined();
  vi.stubEnv('CI', '');
  vi.stubEnv('TEST_CACHE', 'off');
  const kept = await keptResults('cli');
  expect(kept?.due.toSorted()).toEqual(globSync('test/cli/*.test.ts').toSorted());
});

test('the doctor of the command line is reached by the tests of the command line, and by no unit test', () => {
  const modules = new Modules();
  const reaches = (path: string) => modules.reachedFrom([path]).has('src/cli/doctor/doctor.ts');
  expect(reaches('test/cli/doctor.test.ts')).toBe(true);
  expect(reaches('test/unit/webhooks/handler.test.ts')).toBe(false);
});
