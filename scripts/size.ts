import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type OutputChunk, rolldown } from 'rolldown';

/** Bytes a part may have, minified and gzipped, its dependencies in it. */
export const BUDGET = 20_000;

/** What a user imports, by the name it is printed under. */
export const PARTS: Readonly<Record<string, string>> = {
  'createCheckout alone': "export { createCheckout } from './src/index.ts';",
  'createRecurringBilling alone': "export { createRecurringBilling } from './src/index.ts';",
  'the whole client': "export * from './src/index.ts';",
};

export interface Size {
  /** Minified bytes that a page or a server loads with the import. */
  readonly minified: number;
  /** The same, gzipped. */
  readonly gzipped: number;
  /** Gzipped bytes that are loaded when they are first needed: the first repeat, the first answer to be checked. */
  readonly later: number;
}

/** Bundles a part with everything it needs, as a user's bundler would. */
export async function sizeOf(source: string): Promise<Size> {
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
    const { output } = await bundle.generate({ format: 'esm', minify: true });
    const chunks = output.filter((file) => file.type === 'chunk');
    const first = firstLoad(chunks);
    const sum = (bytes: (code: string) => number, from: readonly OutputChunk[]) =>
      from.reduce((total, { code }) => total + bytes(code), 0);
    const gzip = (code: string) => gzipSync(code, { level: 9 }).byteLength;
    return {
      minified: sum(Buffer.byteLength, first),
      gzipped: sum(gzip, first),
      later: sum(
        gzip,
        chunks.filter((chunk) => !first.includes(chunk)),
      ),
    };
  } finally {
    await bundle.close();
  }
}

/** The entry and what it imports statically. */
function firstLoad(chunks: readonly OutputChunk[]): readonly OutputChunk[] {
  const reached = new Set(chunks.filter((chunk) => chunk.isEntry));
  for (const { imports } of reached) {
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) reached.add(chunk);
  }
  return [...reached];
}

const kB = (bytes: number) => `${(bytes / 1000).toFixed(2)} kB`.padStart(11);

async function main(): Promise<void> {
  console.log(`Dependencies included. Budget: ${BUDGET / 1000} kB gzipped with the import.\n`);
  console.log(`${''.padEnd(30)}${['minified', 'gzipped', 'later'].map((title) => title.padStart(11)).join('')}`);
  for (const [name, source] of Object.entries(PARTS)) {
    const { minified, gzipped, later } = await sizeOf(source);
    const over = gzipped > BUDGET ? `   over by ${gzipped - BUDGET} bytes` : '';
    console.log(name.padEnd(30) + kB(minified) + kB(gzipped) + kB(later) + over);
    if (over) process.exitCode = 1;
  }
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) await main();
