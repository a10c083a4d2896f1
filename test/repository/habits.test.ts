import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
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

  test('has no rule for a package that is no longer a dependency', () => {
    const named = packageRules.flatMap(({ matchPackageNames = [], matchDepNames = [] }) => [
      ...matchPackageNames,
      ...matchDepNames,
    ]);
    const stale = named.filter(
      (name) => !known.some((one) => one === name || (name.endsWith('*') && one.startsWith(name.slice(0, -1)))),
    );
    expect(stale).toEqual([]);
  });

  test('has a reason for every package that it holds back', () => {
    for (const rule of packageRules.filter(({ enabled }) => enabled === false))
      expect(rule.description).toMatch(/\w{3,}/);
  });
});

test('every dependency is pinned to one version', () => {
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect(version, name).toMatch(/^(?:npm:\w+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$|^file:scripts\/node$/);
  }
});

test('every field of the issue forms has an id, and blank issues are disabled', () => {
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

test('every path in CODEOWNERS exists', () => {
  const paths = [...read('.github/CODEOWNERS').matchAll(/^(?:# )?\/(\S+) @/gm)].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(3);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});

test('the npm keywords say what the package does', () => {
  expect(manifest.keywords).toEqual(expect.arrayContaining(['paysera', 'payments', 'webhooks']));
});

test('no file contains merge conflict markers', () => {
  const search = ['grep', '-nIE', '^(<{7}|>{7}) ', '--', ':!test/repository/habits.test.ts'];
  const { stdout, status } = spawnSync('git', search, { encoding: 'utf8' });
  expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
});

// Each shop is copied as a whole, so each has the file that plays its customer.
test('the shops of the examples are driven by the same code', () => {
  const drivers = globSync('examples/{*,*/src}/drive.ts');
  expect(drivers.length).toBeGreaterThan(3);
  expect(new Set(drivers.map(read)).size).toBe(1);
});
