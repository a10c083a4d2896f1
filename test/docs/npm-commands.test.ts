import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pages, repository, shellCommands } from '../support/code-blocks.ts';

const read = (path: string) => readFile(join(repository, path), 'utf8');
const PAGE = 'docs/updating-the-documents.md';
const page = await read(PAGE);
const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };

test('every npm script that a page names exists, with the options that its --help names', async () => {
  const others = ['CONTRIBUTING.md', 'openapi/README.md', 'bench/README.md', 'examples/README.md'];
  const texts = [
    ...(await pages()),
    ...(await Promise.all(others.map(async (path) => [path, await read(path)] as const))),
  ];
  const named = texts.flatMap(([path, text]) =>
    [...text.matchAll(/\bnpm run ([\w:-]+)(?: -- ([^\n`#]*))?/g)].map(([, name = '', args = '']) => ({
      path,
      name,
      args,
    })),
  );
  expect(named.map(({ name }) => name)).toEqual(expect.arrayContaining(['spec:diff', 'spec:pull', 'regenerate']));
  for (const { path, name, args } of named) {
    expect(Object.keys(scripts), path).toContain(name);
    const [, script] = /(?:^|&& )node (\S+\.(?:ts|mjs))$/.exec(scripts[name] ?? '') ?? [];
    for (const [option] of args.matchAll(/--[\w-]+/g))
      expect(await read(script ?? ''), `${path}: ${name}`).toContain(option);
  }
});

test('every command in the table is run by the tests', async () => {
  const [section = ''] = page.split('\n## ', 1);
  const table = [...section.matchAll(/^\| `([\w:]+)` \|/gm)].map(([, name = '']) => name);
  expect(table).toEqual(['spec:diff', 'spec:pull', 'generate', 'generate:check', 'regenerate']);
  // test/regenerate/word-for-word.test.ts runs these.
  const below = shellCommands(PAGE, page).map((line) => line.split(' ')[2]);
  const elsewhere = table.filter((name) => !below.includes(name));
  expect(elsewhere).toEqual(['spec:pull', 'generate', 'generate:check']);
  // `npm test` runs the last as a task, and what the others do in their own tests.
  expect(Object.keys(JSON.parse(await read('turbo.json')).tasks)).toEqual(
    expect.arrayContaining(['generate:check', 'test:regenerate', 'test:tooling']),
  );
});
