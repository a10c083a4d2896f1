import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ENTRIES } from '../../tsdown.config.ts';

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}
const manifest = (path: string): Manifest => JSON.parse(readFileSync(path, 'utf8'));

// `npm run compat -- --only deno` publishes it as a dry run, which finds types that are slow to check.
test('jsr.json exports the sources of what package.json exports, in the same version', () => {
  const npm = manifest('package.json');
  const jsr = manifest('jsr.json');
  const entries = Object.entries(npm.exports).flatMap(([name, entry]) => {
    // Documents and the manifest are files of the npm package, not modules.
    if (typeof entry === 'string') return [];
    const source = ENTRIES[entry.default.replace(/^\.\/dist\/(.+)\.js$/, '$1')];
    return [[name, `./${source}`]];
  });
  expect(entries.length).toBeGreaterThan(8);
  expect(jsr.exports).toEqual(Object.fromEntries(entries));
  expect(jsr).toMatchObject({ version: npm.version, license: npm.license });
});
