import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { decode } from '@jridgewell/sourcemap-codec';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consumer } from '../../support/consumer.ts';

const run = promisify(execFile);
let folder: string;
let tarball: string;
let remove: () => Promise<void>;
const installed = (...path: string[]) => join(folder, 'node_modules', 'paysera-client', ...path);

beforeAll(async () => {
  ({ folder, tarball, remove } = await consumer());
}, 180_000);

afterAll(() => remove());

test('the tarball is smaller than 600 kB', async () => {
  expect((await stat(tarball)).size).toBeLessThan(600_000);
});

test('the tarball contains what is needed, including both documents, and nothing else', async () => {
  const entries = await readdir(installed(), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(installed().length + 1)
        .replaceAll('\\', '/'),
    );
  const expected =
    /^(package\.json|README\.md|LICENSE|llms\.txt|(CHANGELOG|CONTRIBUTING|SECURITY)\.md|docs\/[\w-]+\.md|docs\/pictures\/[\w-]+\.(webp|svg)|bench\/chart\.svg|generated\/(checkout|recurring-billing)\/openapi\.json|dist\/.+\.(js|js\.map|cjs|d\.ts|d\.cts))$/;
  expect(files.filter((name) => !expected.test(name))).toEqual([]);
  for (const api of ['checkout', 'recurring-billing']) expect(files).toContain(`generated/${api}/openapi.json`);
});

test('every relative link in the packed README and guide leads to a file in the tarball', async () => {
  const guide = (await readdir(installed('docs'))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
  expect(guide.length).toBeGreaterThan(10);
  const broken: string[] = [];
  for (const page of ['README.md', ...guide]) {
    const text = await readFile(installed(page), 'utf8');
    for (const [, link = ''] of text.matchAll(/\]\((?![a-z]+:|#)([^)#]+)/g)) {
      if (!existsSync(installed(dirname(page), link))) broken.push(`${page}: ${link}`);
    }
  }
  expect(broken).toEqual([]);
});

test('each entry point has an ES module, a file for `require`, and types for both', async () => {
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

test('the package has no install scripts', async () => {
  const { scripts = {} } = JSON.parse(await readFile(installed('package.json'), 'utf8')) as {
    scripts?: Record<string, string>;
  };
  expect(
    Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare|publish)|^dependencies$/.test(name)),
  ).toEqual([]);
});

const TOOLS = /^src\/(cli|sandbox|testing)\//;

/** A source without its types, docstrings and imports, on the same lines. */
function codeOf(source: string): string {
  return stripTypeScriptTypes(source).replaceAll(/^\s*\/\*\*.*?\*\/$|^import\b[^;]*;$/gms, (part) =>
    part.replaceAll(/[^\n]/g, ''),
  );
}

test('every module has a source map with its sources, except those of the tools and generated ones', async () => {
  const scripts = (await readdir(installed('dist'), { recursive: true })).filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(1);
  const found = new Set<string>();
  for (const name of scripts) {
    const code = await readFile(installed('dist', name), 'utf8');
    if (!code.includes('//# sourceMappingURL=')) {
      expect(existsSync(installed('dist', `${name}.map`))).toBe(false);
      continue;
    }
    expect(code).toContain(`//# sourceMappingURL=${basename(name)}.map`);
    const { sources, sourcesContent } = JSON.parse(await readFile(installed('dist', `${name}.map`), 'utf8')) as Record<
      string,
      string[]
    >;
    for (const [index, source] of (sources ?? []).entries()) {
      if (!source.includes('/src/')) continue;
      const file = source.slice(source.indexOf('src/'));
      // Line by line, so that each line of the map is the one of the file. Lines that become no code are empty.
      const written = (await readFile(file, 'utf8')).split('\n');
      const kept = sourcesContent?.[index]?.split('\n') ?? [];
      expect(kept).toHaveLength(written.length);
      expect(kept.join('\n')).not.toMatch(/\/\*\*|^import\b|^(export )?(interface|type) /m);
      const code = codeOf(written.join('\n')).split('\n');
      expect(written.filter((line, at) => kept[at] !== line && /[^\s;]/.test(code[at] ?? ''))).toEqual([]);
      found.add(file);
    }
  }
  // index.ts and on-demand.ts only pass on what others export.
  const sources = (await readdir('src', { recursive: true }))
    .map((name) => `src/${name.replaceAll('\\', '/')}`)
    .filter((name) => /(?<!\/index|\/on-demand)\.ts$/.test(name) && !TOOLS.test(name));
  const codes = await Promise.all(sources.map(async (name) => codeOf(await readFile(name, 'utf8'))));
  expect(sources.filter((name, index) => /[^\s;]/.test(codes[index] ?? '') && !found.has(name))).toEqual([]);
});

test('a source map has one place for each line of a source, at most', async () => {
  const { mappings } = JSON.parse(await readFile(installed('dist', 'index.js.map'), 'utf8')) as { mappings: string };
  const places = decode(mappings).map((line) => line.map(([, source, line]) => `${source}:${line}`));
  expect(places.flat().length).toBeGreaterThan(100);
  expect(places.filter((line) => line.some((place, index) => place === line[index - 1]))).toEqual([]);
});

test('a stack trace points to the line in the source', async () => {
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
