import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

/** Bytes a part may have, minified and gzipped, its dependencies in it. */
export const BUDGET = 20_000;

/** What a user imports, by the name it is printed under. */
export const PARTS: Readonly<Record<string, string>> = {
  'createCheckout alone': "export { createCheckout } from './src/index.ts';",
  'createRecurringBilling alone': "export { createRecurringBilling } from './src/index.ts';",
  'the whole client': "export * from './src/index.ts';",
};

/** Bytes of a bundle with everything it needs. */
export async function sizeOf(source: string): Promise<{ minified: number; gzipped: number }> {
  const entry = join(import.meta.dirname, '..', 'entry.ts');
  const bundle = await rolldown({
    input: entry,
    platform: 'browser',
    external: /^node:/,
    treeshake: { moduleSideEffects: false },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? source : null),
      },
    ],
  });
  try {
    const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false });
    const code = output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
    return { minified: Buffer.byteLength(code), gzipped: gzipSync(code, { level: 9 }).byteLength };
  } finally {
    await bundle.close();
  }
}

const kB = (bytes: number) => `${(bytes / 1000).toFixed(2)} kB`.padStart(9);

async function main(): Promise<void> {
  console.log(`${''.padEnd(30)} minified   gzipped   (budget ${BUDGET / 1000} kB gzipped, dependencies in it)`);
  for (const [name, source] of Object.entries(PARTS)) {
    const { minified, gzipped } = await sizeOf(source);
    const over = gzipped > BUDGET ? `   over by ${gzipped - BUDGET} bytes` : '';
    console.log(`${name.padEnd(30)}${kB(minified)} ${kB(gzipped)}${over}`);
    if (over) process.exitCode = 1;
  }
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) await main();
