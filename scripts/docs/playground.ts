import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type OutputChunk, rolldown } from 'rolldown';
import type { Offer } from '../../playground/examples.ts';
import { pages } from '../../test/support/code-blocks.ts';
import { playgroundExamples } from './playground-examples.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Gzipped bytes that a page may load before it can run code. */
export const PLAYGROUND_BUDGET = 250_000;

/** Builds the playground's files into a folder, and gives the gzipped bytes that a page loads of them. */
export async function buildPlayground(folder: string): Promise<Offer['size']> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const worker = await bundle(['worker/worker.ts'], folder, { format: 'iife', codeSplitting: false });
  const chunks = await bundle(['page/page.ts', 'page/front.ts'], folder, { format: 'esm' });
  const bytes = (files: readonly OutputChunk[]) =>
    files.reduce((total, { code }) => total + gzipSync(code, { level: 9 }).byteLength, 0);
  const loadedBy = (name: string) => withImports(chunks, `${name}.js`);
  const page = loadedBy('page');
  const size = {
    page: bytes([...worker, ...page]),
    front: bytes([...worker, ...loadedBy('front')]),
    editor: bytes(loadedBy('code-editor').filter((chunk) => !page.includes(chunk))),
  };
  const offer: Offer = { examples: playgroundExamples(await pages()), size };
  await writeFile(join(folder, 'offer.json'), JSON.stringify(offer));
  await copyFile(join(ROOT, 'playground', 'view', 'style.css'), join(folder, 'style.css'));
  return size;
}

/** A file, and what it imports before it runs. */
function withImports(chunks: readonly OutputChunk[], file: string): readonly OutputChunk[] {
  const found = new Set<OutputChunk>();
  const visit = (name: string) => {
    const chunk = chunks.find(({ fileName }) => fileName === name);
    if (!chunk || found.has(chunk)) return;
    found.add(chunk);
    chunk.imports.forEach(visit);
  };
  visit(file);
  return [...found];
}

async function bundle(
  entries: readonly string[],
  folder: string,
  output: { readonly format: 'iife' | 'esm'; readonly codeSplitting?: boolean },
): Promise<readonly OutputChunk[]> {
  const build = await rolldown({
    input: entries.map((entry) => join(ROOT, 'playground', entry)),
    platform: 'browser',
    logLevel: 'warn',
    treeshake: { moduleSideEffects: false },
    plugins: [
      {
        name: 'documents-without-prose',
        load: {
          filter: { id: /[\\/]openapi\.json$/ },
          handler: async (id) => JSON.stringify(withoutProse(JSON.parse(await readFile(id, 'utf8')))),
        },
      },
    ],
  });
  try {
    const { output: files } = await build.write({ ...output, dir: folder, minify: true, chunkFileNames: '[name].js' });
    return files.filter((file) => file.type === 'chunk');
  } finally {
    await build.close();
  }
}

/** A document without what it says to people, which no sandbox reads. Its examples stay whole, as a sandbox answers with them. */
function withoutProse(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutProse);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name, value]) => !(PROSE.includes(name) && typeof value === 'string'))
      .map(([name, value]) => [name, VALUES.includes(name) ? value : withoutProse(value)]),
  );
}

const PROSE: readonly string[] = ['description', 'summary'];
const VALUES: readonly string[] = ['example', 'examples', 'default', 'const', 'enum'];
