import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const read = (path: string) => readFileSync(path, 'utf8');
const json = <T>(path: string) => JSON.parse(read(path)) as T;
const { devDependencies, dependencies, ...manifest } = json<{
  devDependencies: Record<string, string>;
  dependencies: Record<string, string>;
  keywords: string[];
}>('package.json');

describe('Renovate', () => {
  const { packageRules } = json<{
    packageRules: { description?: string; enabled?: boolean; matchPackageNames?: string[]; matchDepNames?: string[] }[];
  }>('renovate.json');
  const known = [
    devDependencies,
    dependencies,
    json<{ optionalDependencies: object }>('scripts/node/package.json').optionalDependencies,
  ]
    .flatMap((names) => Object.keys(names))
    .concat('node');

  test('has no rule for a package that is not a dependency any more', () => {
    const named = packageRules.flatMap(({ matchPackageNames = [], matchDepNames = [] }) => [
      ...matchPackageNames,
      ...matchDepNames,
    ]);
    const stale = named.filter(
      (name) => !known.some((one) => one === name || (name.endsWith('*') && one.startsWith(name.slice(0, -1)))),
    );
    expect(stale).toEqual([]);
  });

  test('says why, wherever it holds a package back', () => {
    for (const rule of packageRules.filter(({ enabled }) => enabled === false))
      expect(rule.description).toMatch(/\w{3,}/);
  });
});

test('every dependency is pinned to one version', () => {
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect(version, name).toMatch(/^(?:npm:\w+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$|^file:scripts\/node$/);
  }
});

test('the forms for an issue ask with fields that have an id, and a blank issue is not offered', () => {
  const folder = '.github/ISSUE_TEMPLATE';
  const forms = readdirSync(folder).filter((name) => name !== 'config.yml');
  expect(forms.length).toBeGreaterThan(1);
  for (const name of forms) {
    const { body } = parse(read(`${folder}/${name}`)) as { body: { type: string; id?: string }[] };
    const ids = body.filter(({ type }) => type !== 'markdown').map(({ id }) => id);
    expect(ids.every(Boolean) && new Set(ids).size === ids.length, name).toBe(true);
  }
  expect(parse(read(`${folder}/config.yml`))).toMatchObject({ blank_issues_enabled: false });
});

test('every path that has an owner exists', () => {
  const paths = [...read('.github/CODEOWNERS').matchAll(/^(?:# )?\/(\S+) @/gm)].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(3);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});

test('the package can be found on npm by what it does', () => {
  expect(manifest.keywords).toEqual(expect.arrayContaining(['paysera', 'payments', 'webhooks']));
});

test('no file has the markers of a merge that was not finished', () => {
  const search = ['grep', '-nIE', '^(<{7}|>{7}) ', '--', ':!test/repository/habits.test.ts'];
  const { stdout, status } = spawnSync('git', search, { encoding: 'utf8' });
  expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
});
