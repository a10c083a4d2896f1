import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeBlocks, pages, repository } from '../support/code-blocks.ts';
import { npm } from '../support/tarball.ts';
import { contents, document, folder } from '../tooling/documents.ts';
import { repositoryCopy } from '../tooling/repository-copy.ts';
import { runScript } from '../tooling/run-script.ts';

const read = (path: string) => readFile(join(repository, path), 'utf8');
const PAGE = 'docs/updating-the-documents.md';
const page = await read(PAGE);
const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
const commands = codeBlocks(PAGE, page)
  .filter(({ language }) => language === 'sh')
  .flatMap(({ code }) => code.trim().split('\n'));

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
    const [, script] = /^node (\S+\.ts)/.exec(scripts[name] ?? '') ?? [];
    for (const [option] of args.matchAll(/--[\w-]+/g))
      expect(await read(script ?? ''), `${path}: ${name}`).toContain(option);
  }
});

test('every command in the table is run by the tests', async () => {
  const [section = ''] = page.split('\n## ', 1);
  const table = [...section.matchAll(/^\| `([\w:]+)` \|/gm)].map(([, name = '']) => name);
  expect(table).toEqual(['spec:diff', 'spec:pull', 'generate', 'generate:check', 'regenerate']);
  const below = commands.map((line) => line.split(' ')[2]);
  const elsewhere = table.filter((name) => !below.includes(name));
  expect(elsewhere).toEqual(['generate:check', 'regenerate']);
  // `npm test` runs the one as a task, and the tests of the other as another.
  expect(Object.keys(JSON.parse(await read('turbo.json')).tasks)).toEqual(
    expect.arrayContaining(['generate:check', 'test:regenerate']),
  );
});

test('following “Updating the documents” word for word in a copy produces types of the new document', {
  timeout: 120_000,
}, async () => {
  const published = document('checkout');
  published.info.version = '1.1.0';
  published.components.schemas.PaymentStatus.anyOf[0].enum.push('frozen');
  const server = createServer((_, response) => response.end(JSON.stringify(published)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/openapi.json`;
  await using temporary = await folder();
  const copy = await repositoryCopy(join(temporary.path, 'repository'));
  const before = await contents(join(copy, 'openapi'));
  const output: string[] = [];
  for (const line of commands) {
    const [, ...args] = line.replace('https://example.com/openapi.yaml', url).split(' ');
    if (args[1] === 'spec:pull') expect(await contents(join(copy, 'openapi')), 'diff changes nothing').toEqual(before);
    output.push(await npm(args, copy));
  }
  server.close();
  expect(output[0]).toMatch(/^## checkout 1\.0\.0 → 1\.1\.0: minor$/m);
  expect(output[1]).toMatch(/checkout\.yaml is in place; `npm run generate` comes next\.$/m);
  expect(await readFile(join(copy, 'openapi', 'README.md'), 'utf8')).toContain(`| \`checkout.yaml\` | ${url} |`);
  expect(await readFile(join(copy, 'generated', 'checkout', 'paths.ts'), 'utf8')).toContain('"frozen"');
  expect(await runScript('scripts/generate/index.ts', ['--check'], {}, copy)).toMatchObject({ code: 0, stderr: '' });
});
