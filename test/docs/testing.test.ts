import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { codeBlocks, place, registration, repository, SOURCES, workshop } from '../support/code-blocks.ts';
import { COMPILED } from '../support/compiled.ts';

const run = promisify(execFile);
const PAGE = 'docs/testing.md';
const env = { ...COMPILED, PATH: process.env['PATH'], NO_COLOR: '1' };
const folder = await workshop('testing');
let page: string;

beforeAll(async () => {
  const blocks = codeBlocks(PAGE, await readFile(join(repository, PAGE), 'utf8'));
  const files = await place(
    folder,
    blocks.filter(({ file }) => file?.endsWith('.ts')),
  );
  page = dirname([...files.values()][0] ?? '');
});

test('the pattern for node:test passes when it is run', async () => {
  const register = await registration(folder.folder, {});
  const { stdout } = await run(process.execPath, ['--import', register, '--test', 'charge.test.ts'], {
    cwd: page,
    env,
  });
  expect(stdout).toMatch(/pass 1\n.*fail 0\n/);
});

test('the pattern for Vitest passes when it is run', async () => {
  const sources = Object.entries(SOURCES).sort(([a], [b]) => b.length - a.length);
  const alias = sources.map(([find, file]) => ({ find: `^${find}$`, replacement: join(repository, file) }));
  const config = join(page, 'vitest.config.mjs');
  await writeFile(
    config,
    `const alias = ${JSON.stringify(alias)}.map(({ find, replacement }) => ({ find: new RegExp(find), replacement }));
export default { resolve: { alias }, test: { include: ['payment.test.ts'], testTimeout: 60_000 } };`,
  );
  const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs');
  const { stdout } = await run(process.execPath, [vitest, 'run', '--root', page, '--config', config], {
    cwd: page,
    env,
  });
  expect(stdout).toMatch(/Tests\s+1 passed/);
});
