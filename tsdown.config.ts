import { defineConfig, type UserConfig } from 'tsdown';
import { writeCommonJs } from './scripts/build/commonjs.ts';
import { writeLineMaps } from './scripts/build/line-maps.ts';

/** What can be imported, by the name of its file in `dist`. */
export const ENTRIES: Readonly<Record<string, string>> = {
  billing: 'src/billing/index.ts',
  index: 'src/index.ts',
  opentelemetry: 'src/opentelemetry/opentelemetry.ts',
  redis: 'src/redis/index.ts',
  'sandbox/index': 'src/sandbox/index.ts',
  sql: 'src/sql/index.ts',
  testing: 'src/testing/index.ts',
  undici: 'src/undici/undici-fetch.ts',
  'webhooks/index': 'src/webhooks/index.ts',
};

const config: UserConfig = defineConfig({
  entry: { ...ENTRIES, cli: 'src/cli/main.ts' },
  format: 'esm',
  platform: 'neutral',
  // Asked for at run time only, where there is a Node.
  deps: { neverBundle: [/^node:/, /^paysera-client/] },
  target: 'node22',
  // Types are written file by file, without the type checker: what is exported has to say its type.
  dts: { oxc: true },
  // What is imported for its types alone leaves no bare import behind.
  treeshake: { moduleSideEffects: false },
  // What is said of an export stands in its declaration.
  outputOptions: { comments: { annotation: true, jsdoc: false, legal: true } },
  // With the sources in them: `src` is not published. For what runs in production; the tools are readable as they are,
  // and their sources would double the package.
  sourcemap: true,
  plugins: [
    {
      name: 'no-map-of-tools',
      transform: {
        filter: { id: /\/(src\/(cli|sandbox|testing)|generated)\// },
        handler: (code) => ({ code, map: { mappings: '' } }),
      },
    },
  ],
  clean: true,
  hooks: {
    'build:done': async ({ options: { outDir } }) => {
      await writeCommonJs(outDir, Object.keys(ENTRIES));
      await writeLineMaps(outDir);
    },
  },
});
export default config;
