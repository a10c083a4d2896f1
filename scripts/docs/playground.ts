import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type OutputChunk, rolldown } from 'rolldown';
import type { Offer } from '../../playground/examples.ts';
import { pages } from '../../test/support/code-blocks.ts';
import { playgroundExamples } from './playground-examples.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Gzipped bytes that the page may load before it can run code. */
export const PLAYGROUND_BUDGET = 250_000;

/** Builds the playground's files into a folder, and gives the gzipped bytes that a page loads of them. */
export async function buildPlayground(folder: string): Promise<Offer['size']> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const worker = await bundle('worker/worker.ts', folder, { format: 'iife', codeSplitting: false });
  const page = await bundle('page/page.ts', folder, { format: 'esm' });
  const isEditor = ({ name }: OutputChunk) => name === 'code-editor';
  const bytes = (chunks: readonly OutputChunk[]) =>
    chunks.reduce((total, { code }) => total + gzipSync(code, { level: 9 }).byteLength, 0);
  const size = {
    page: bytes([...worker, ...page.filter((chunk) => !isEditor(chunk))]),
    editor: bytes(page.filter(isEditor)),
  };
  const offer: Offer = { examples: playgroundExamples(await pages()), size };
  await writeFile(join(folder, 'offer.json'), JSON.stringify(offer));
  await copyFile(join(ROOT, 'playground', 'view', 'style.css'), join(folder, 'style.css'));
  return size;
}

async function bundle(
  entry: string,
  folder: string,
  output: { readonly format: 'iife' | 'esm'; readonly codeSplitting?: boolean },
): Promise<readonly OutputChunk[]> {
  const build = await rolldown({
    input: join(ROOT, 'playground', entry),
    platform: 'browser',
    logLevel: 'warn',
    treeshake: { moduleSideEffects: (id) => id.includes('/playground/') },
  });
  try {
    const { output: files } = await build.write({ ...output, dir: folder, minify: true, chunkFileNames: '[name].js' });
    return files.filter((file) => file.type === 'chunk');
  } finally {
    await build.close();
  }
}
