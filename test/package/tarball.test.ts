import { execFile } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consumer } from '../support/consumer.ts';

const run = promisify(execFile);
let folder: string;
let tarball: string;
let remove: () => Promise<void>;
const installed = (...path: string[]) => join(folder, 'node_modules', 'paysera-client', ...path);

beforeAll(async () => {
  ({ folder, tarball, remove } = await consumer());
}, 180_000);

afterAll(() => remove());

test('the tarball is below 400 kB', async () => {
  expect((await stat(tarball)).size).toBeLessThan(400_000);
});

test('the tarball holds what is needed, both documents in it, and nothing else', async () => {
  const entries = await readdir(installed(), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(installed().length + 1)
        .replaceAll('\\', '/'),
    );
  const expected =
    /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|generated\/(checkout|recurring-billing)\/openapi\.json|dist\/.+\.(js|js\.map|cjs|d\.ts|d\.cts))$/;
  expect(files.filter((name) => !expected.test(name))).toEqual([]);
  for (const api of ['checkout', 'recurring-billing']) expect(files).toContain(`generated/${api}/openapi.json`);
});

test('each entry has its ES module, the script for `require`, and the types of both', async () => {
  const { exports } = JSON.parse(await readFile(installed('package.json'), 'utf8')) as {
    exports: Record<string, string | { types: string; default: string; require: { types: string; default: string } }>;
  };
  const entries = Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [] : [entry]));
  expect(entries.length).toBeGreaterThan(5);
  for (const { types, default: module, require } of entries) {
    const base = module.replace(/\.js$/, '');
    expect({ types, require }).toEqual({
      types: `${base}.d.ts`,
      require: { types: `${base}.d.cts`, default: `${base}.cjs` },
    });
    for (const file of [module, types, require.types]) expect((await stat(installed(file))).size).toBeGreaterThan(0);
    expect(await readFile(installed(require.default), 'utf8')).toBe(
      `'use strict';\nmodule.exports = require('./${basename(module)}');\n`,
    );
  }
});

test('the package runs nothing when it is installed', async () => {
  const { scripts = {} } = JSON.parse(await readFile(installed('package.json'), 'utf8')) as {
    scripts?: Record<string, string>;
  };
  expect(
    Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare|publish)|^dependencies$/.test(name)),
  ).toEqual([]);
});

test('every script has a source map; those of the client and of webhooks have their sources in them', async () => {
  const scripts = (await readdir(installed('dist'), { recursive: true })).filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(1);
  const found = new Set<string>();
  for (const name of scripts) {
    expect(await readFile(installed('dist', name), 'utf8')).toContain(`//# sourceMappingURL=${basename(name)}.map`);
    const { sources, sourcesContent } = JSON.parse(await readFile(installed('dist', `${name}.map`), 'utf8')) as Record<
      string,
      string[]
    >;
    for (const [index, source] of (sources ?? []).entries()) {
      if (!source.includes('/src/')) continue;
      const file = source.slice(source.indexOf('src/'));
      expect(sourcesContent?.[index]).toBe(await readFile(file, 'utf8'));
      found.add(file);
    }
  }
  for (const file of [
    'checkout/orders',
    'recurring-billing/charge',
    'runtime/transport/transport',
    'webhooks/verify',
  ]) {
    expect([...found]).toContain(`src/${file}.ts`);
  }
});

test('a stack trace names the line of the source', async () => {
  const file = join(folder, 'stack.mjs');
  await writeFile(
    file,
    "import { createCheckout } from 'paysera-client';\ntry { createCheckout({ clientId: '', clientSecret: 'b' }) } catch (error) { console.log(error.stack) }\n",
  );
  const { stdout } = await run(process.execPath, ['--enable-source-maps', file]);
  const [, source = '', line = ''] = /(src[\\/]\S+\.ts):(\d+):\d+/.exec(stdout) ?? [];
  const text = (await readFile(source.replaceAll('\\', '/'), 'utf8'))
    .split('\n')
    .slice(Number(line) - 2, Number(line) + 1)
    .join('\n');
  expect(text).toContain('new ConfigurationError');
});

test('the installed command runs', async () => {
  const { stdout } = await run(process.execPath, [installed('dist', 'cli.js'), '--version']);
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  expect(stdout).toBe(`${version}\n`);
});
