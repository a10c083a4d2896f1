import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleNames, expectedOutput } from '../../scripts/check/examples.ts';
import { printedBy, printedLike, repository, workshop } from '../support/code-blocks.ts';

/** These need a build, a framework, a database or a command: `npm run examples` runs them, and test/state the billing run. */
const ELSEWHERE = ['nestjs', 'nextjs', 'contract-testing', 'billing-run'];
const names = (await exampleNames()).filter((name) => !ELSEWHERE.includes(name));
const folder = await workshop('examples');

describe('an example prints the output that its README shows', () => {
  test.each(names.filter((name) => name !== 'merchant-ci'))('%s', { timeout: 60_000 }, async (name) => {
    const promised = await expectedOutput(name);
    const printed = await printedBy(folder, join(repository, 'examples', name, 'start.ts'), {}, {});
    expect(printed).toMatch(printedLike(promised ?? 'nothing: its README says nothing'));
  });
});

test('the example merchant’s own test passes: the shop loses no money', { timeout: 60_000 }, async () => {
  const printed = await printedBy(folder, join(repository, 'examples', 'merchant-ci', 'shop.test.ts'), {}, {});
  expect(printed).toContain('No problems found.');
});

test('every example is self-contained: it imports only its own files and installed packages', async () => {
  for (const name of await exampleNames()) {
    const folder = join(repository, 'examples', name);
    for (const file of await sourcesOf(folder)) {
      const text = await readFile(file, 'utf8');
      for (const [, path = ''] of text.matchAll(/(?:from|import\()\s*'(\.[^']*)'/g)) {
        expect(relative(folder, join(dirname(file), path)), `${file} imports ${path}`).not.toMatch(/^\.\./);
      }
    }
  }
});

test('every example says how to install it, from npm and in this repository', async () => {
  for (const name of await exampleNames()) {
    const folder = join(repository, 'examples', name);
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    expect(readme).toContain('npm ci && npm install paysera-client\n');
    expect(readme).toContain(`npm run examples -- ${name}`);
    const { '//': comment } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<
      string,
      string
    >;
    expect(comment).toMatch(/npm install paysera-client/);
  }
});

/** The TypeScript of a project, without what is installed or built there. */
async function sourcesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => /\.tsx?$/.test(name) && !/(^|[\\/])(node_modules|dist|\.next)[\\/]/.test(name))
    .map((name) => join(folder, name));
}

test('every example is documented and pins its dependencies', async () => {
  const readme = await readFile(join(repository, 'examples', 'README.md'), 'utf8');
  for (const name of await exampleNames()) {
    expect(readme).toContain(`[${name}](${name})`);
    const { dependencies, devDependencies } = JSON.parse(
      await readFile(join(repository, 'examples', name, 'package.json'), 'utf8'),
    ) as Record<string, Record<string, string>>;
    for (const version of Object.values({ ...dependencies, ...devDependencies })) expect(version).toMatch(/^\d/);
  }
});
