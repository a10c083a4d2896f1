import { matchesGlob } from 'node:path';

const SOURCES = ['src/**', 'generated/**'];

/** What a module reads, or has a process of its own read, without importing it or naming it by its path. */
const READS: Readonly<Record<string, readonly string[]>> = {
  'scripts/api/api-report.ts': SOURCES,
  'scripts/api/public-surface.ts': SOURCES,
  'scripts/check/size.ts': SOURCES,
  'scripts/shared/methods.ts': ['src/checkout/**', 'src/recurring-billing/**'],
  'src/cli/mcp/search-docs.ts': ['docs/*.md', 'README.md'],
  'src/cli/version.ts': ['package.json'],
  'test/cli/drift.test.ts': ['generated/*/openapi.json'],
  'test/support/document-of.ts': ['generated/*/openapi.json'],
  // What it starts, and what its README shows.
  'test/state/billing-example.test.ts': ['examples/billing-run/*'],
  // What is in the package.
  'test/support/tarball.ts': [
    'dist/**',
    'docs/*.md',
    'docs/pictures/**',
    'generated/*/openapi.json',
    '*.md',
    'LICENSE',
    'llms.txt',
    'bench/chart.svg',
  ],
  'test/unit/types/in-the-editor.test.ts': [...SOURCES, 'tsconfig.json', 'package.json'],
};

/** The patterns of what these modules read. */
export function readsOf(modules: Iterable<string>): readonly string[] {
  return [...modules].flatMap((path) => READS[path] ?? []);
}

/** Whether a pattern says that a file, or what a folder holds, is read. */
export function covers(pattern: string, path: string): boolean {
  const folder = pattern.replace(/\/?[^/]*[*{].*$/, '');
  return matchesGlob(path, pattern) || path === folder || (pattern.endsWith('/**') && path.startsWith(`${folder}/`));
}
