import type { KnipConfig } from 'knip';
import { ENTRIES } from './tsdown.config.ts';

const config: KnipConfig = {
  // What users import and run; type tests, which the compiler alone reads; processes that tests start; and the pages,
  // whose code the tests run.
  entry: [
    ...Object.values(ENTRIES),
    'test/types/*.ts',
    'test/**/*-child.ts',
    'test/soak/dying-receiver.ts',
    // Bundled by scripts/docs/playground.ts.
    'playground/{page/{page,front},worker/worker}.ts',
    '{docs/,}*.md',
    'docs/.vitepress/config.ts',
  ],
  project: [
    'docs/.vitepress/*.ts',
    '{src,scripts,test,generated,playground}/**/*.{ts,mjs,cjs}',
    '*.{ts,mjs}',
    'examples/quick-start{.ts,/**}',
    '{docs/,}*.md',
  ],
  stryker: { config: 'test/mutation/stryker.config.json' },
  vitest: { config: ['vitest.config.ts', 'test/mutation/vitest.config.ts'] },
  compilers: {
    md: (text) =>
      [...text.matchAll(/\b(?:from|import) '([^.'][^']*)'/g)].map(([, name]) => `import '${name}';`).join('\n'),
  },
  // The generators decide what they export.
  ignoreIssues: { 'generated/**': ['exports', 'types', 'duplicates'] },
  // Of docs/package.json; loaded by its name in test/package; the `node` of npm scripts; of an example, for its types.
  ignoreDependencies: ['vitepress', 'typescript-5', 'node-for-scripts', '@electric-sql/pglite'],
  // Of the machine, where it has one.
  ignoreBinaries: ['redis-server', 'mariadbd', 'mariadb-install-db'],
};
export default config;
