import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { variableOf } from '../../src/cli/help/options.ts';
import { SETTINGS, VARIABLES } from '../../src/cli/sandbox/settings.ts';
import { repository } from '../support/code-blocks.ts';

/** What the client and the command line read. The address of Paysera is an option: it decides where credentials go. */
const READ = [
  'PAYSERA_BUSINESS_ID',
  'PAYSERA_CLIENT_ID',
  'PAYSERA_CLIENT_SECRET',
  'PAYSERA_LOG',
  'PAYSERA_MAC_ID',
  'PAYSERA_MAC_KEY',
] as const;

/** Of Paysera's PHP library: docs/sandbox-in-any-language.md says how to point it at the sandbox. */
const OF_PHP = 'PAYSERA_CHECKOUT_SDK_PAYMENT_API_PRODUCTION_BASE_URL';
/** The page's own, for its examples. */
const OF_THE_EXAMPLES = 'PAYSERA_URL';
const OF_THE_SANDBOX = Object.keys(SETTINGS).map((name) => variableOf(VARIABLES, name));

test('no page, example or output names an environment variable that the code does not read', async () => {
  const places = ['README.md', 'SECURITY.md', 'docs', 'examples', 'src'];
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z', ...places], { cwd: repository });
  const files = stdout.split('\0').filter((name) => /\.(md|tsx?)$/.test(name));
  const named = await Promise.all(
    files.map(async (name) => {
      const text = await readFile(join(repository, name), 'utf8');
      return [...text.matchAll(/PAYSERA_[A-Z]\w*/g)].map(([variable]) => `${variable} in ${name}`);
    }),
  );
  const known: readonly string[] = [...READ, ...OF_THE_SANDBOX, VARIABLES, OF_PHP, OF_THE_EXAMPLES];
  const unread = [...new Set(named.flat())].filter((place) => !known.includes(place.split(' ')[0] ?? ''));
  expect(unread).toEqual([]);
  expect(named.flat().map((place) => place.split(' ')[0])).toEqual(expect.arrayContaining([...READ]));
});

test('the client reads each of these variables, and no other', async () => {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z', 'src'], { cwd: repository });
  const files = stdout.split('\0').filter((name) => name.endsWith('.ts'));
  const sources = await Promise.all(files.map((name) => readFile(join(repository, name), 'utf8')));
  const read = sources.flatMap((source) =>
    [...source.matchAll(/\b(?:fromEnvironment|required)\([^()]*'(PAYSERA_\w+)'/g)].map(([, variable]) => variable),
  );
  expect(new Set(read)).toEqual(new Set(READ));
});
