import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  // Type tests, which the compiler alone reads, processes that tests start, and the pages, whose code the tests run.
  entry: ['test/types/*.ts', 'test/**/*-child.ts', 'test/webhooks/dying-receiver.ts', '{docs/,}*.md'],
  project: [
    '{src,scripts,test,generated}/**/*.{ts,mjs,cjs}',
    '*.{ts,mjs}',
    'examples/quick-start{.ts,/**}',
    '{docs/,}*.md',
  ],
  compilers: {
    md: (text) =>
      [...text.matchAll(/\b(?:from|import) '([^.'][^']*)'/g)].map(([, name]) => `import '${name}';`).join('\n'),
  },
  // The generators decide what they export.
  ignoreIssues: { 'generated/**': ['exports', 'types', 'duplicates'] },
  // Of docs/package.json; run by its path in test/package.
  ignoreDependencies: ['vitepress', 'typescript-5'],
  // Of the machine, where it has one.
  ignoreBinaries: ['redis-server'],
};
export default config;
