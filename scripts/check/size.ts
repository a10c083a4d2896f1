import { mkdtempDisposable } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type OutputChunk, rolldown } from 'rolldown';
import { buildPlayground, PLAYGROUND_BUDGET } from '../docs/playground.ts';

/** A part of the package that can be imported. */
export interface Part {
  readonly source: string;
  /** The limit in bytes, minified and gzipped, with dependencies. Without one, it is only measured. */
  readonly budget?: number;
}

/** The measured imports, by their printed names. */
export const MEASURED_IMPORTS = {
  'createCheckout alone': { source: "export { createCheckout } from './src/index.ts';", budget: 20_000 },
  'createRecurringBilling alone': {
    source: "export { createRecurringBilling } from './src/index.ts';",
    budget: 20_000,
  },
  'both, and everything beside': { source: "export * from './src/index.ts';" },
  'all of webhooks': { source: "export * from './src/webhooks/index.ts';", budget: 4_200 },
  'all of billing': { source: "export * from './src/billing/index.ts';", budget: 4_000 },
  'all of redis': { source: "export * from './src/redis/index.ts';", budget: 4_000 },
  'all of opentelemetry': { source: "export * from './src/opentelemetry/opentelemetry.ts';", budget: 6_000 },
  'all of testing': { source: "export * from './src/testing/index.ts';", budget: 4_000 },
  'all of sql': { source: "export * from './src/sql/index.ts';", budget: 4_000 },
} as const satisfies Readonly<Record<string, Part>>;

export interface Size {
  /** The minified bytes that a page or a server loads with the import. */
  readonly minified: number;
  /** The same, gzipped. */
  readonly gzipped: number;
  /** Gzipped bytes that are loaded on first use, such as the retry loop and the validators. */
  readonly deferred: number;
}

/** Bundles a part with its dependencies, as a bundler does for an application that uses all of the part. */
export async function sizeOf(source: string): Promise<Size> {
  const entry = join(import.meta.dirname, '../..', 'entry.ts');
  const bundle = await rolldown({
    input: entry,
    platform: 'browser',
    // The documents stay files of the package, which are read when an entry that needs them is loaded.
    external: [/^node:/, /^paysera-client\//, ...builtinModules],
    logLevel: 'silent',
    // Nothing relies on what an application's own entry exports: what is loaded later may import from it.
    preserveEntrySignatures: 'allow-extension',
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
      deferred: sum(
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
  console.log('Size of each import with its dependencies; "later" is loaded on first use.\n');
  const titles = ['minified', 'gzipped', 'budget', 'later'];
  console.log(`${''.padEnd(30)}${titles.map((title) => title.padStart(11)).join('')}`);
  for (const [name, part] of Object.entries<Part>(MEASURED_IMPORTS)) {
    const { minified, gzipped, deferred } = await sizeOf(part.source);
    const budget = part.budget === undefined ? '–'.padStart(11) : kB(part.budget);
    const over =
      gzipped > (part.budget ?? Number.POSITIVE_INFINITY) ? `   over by ${gzipped - (part.budget ?? 0)} bytes` : '';
    console.log(name.padEnd(30) + kB(minified) + kB(gzipped) + budget + kB(deferred) + over);
    if (over) process.exitCode = 1;
  }
  await using folder = await mkdtempDisposable(join(tmpdir(), 'paysera-size-'));
  const { page, editor } = await buildPlayground(folder.path);
  console.log('the playground, gzipped'.padEnd(30) + '–'.padStart(11) + kB(page) + kB(PLAYGROUND_BUDGET) + kB(editor));
  if (page > PLAYGROUND_BUDGET) process.exitCode = 1;
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) await main();
