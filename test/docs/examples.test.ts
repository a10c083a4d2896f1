import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleNames, promisedBy } from '../../scripts/examples.ts';
import { printedBy, printedLike, repository, workshop } from '../support/code-blocks.ts';

/** These need a build or a framework that the repository itself does without: `npm run examples` runs them. */
const ELSEWHERE = ['nestjs', 'nextjs'];
const names = (await exampleNames()).filter((name) => !ELSEWHERE.includes(name));
const folder = await workshop('examples');

describe('an example prints what its README says', () => {
  test.each(names.filter((name) => name !== 'merchant-ci'))('%s', { timeout: 60_000 }, async (name) => {
    const promised = await promisedBy(name);
    const printed = await printedBy(folder, join(repository, 'examples', name, 'start.ts'), {}, {});
    expect(promised).toBeDefined();
    expect(printed).toMatch(printedLike(promised ?? ''));
  });
});

test('the merchant’s own test passes: the shop loses no money', { timeout: 60_000 }, async () => {
  const printed = await printedBy(folder, join(repository, 'examples', 'merchant-ci', 'shop.test.ts'), {}, {});
  expect(printed).toContain('No way found to lose money.');
});

test('every example is told of, and pins what it installs', async () => {
  const readme = await readFile(join(repository, 'examples', 'README.md'), 'utf8');
  for (const name of await exampleNames()) {
    expect(readme).toContain(`[${name}](${name})`);
    const { dependencies, devDependencies } = JSON.parse(
      await readFile(join(repository, 'examples', name, 'package.json'), 'utf8'),
    ) as Record<string, Record<string, string>>;
    for (const version of Object.values({ ...dependencies, ...devDependencies })) expect(version).toMatch(/^\d/);
  }
});
