import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { DocumentComparison } from './compare/change.ts';

/** What the type check and the contract tests read of the repository, by patterns of its files. */
export const CHECKED: readonly string[] = [
  '{openapi,generated,src,scripts,test,examples}/**/*.{ts,tsx,mts,cts,js,mjs,cjs,json,yaml,md}',
  '*.{ts,json}',
];

/** A run of `regenerate`, as far as it has come. */
export interface Progress {
  readonly passed: Passed;
  /** Of documents that it put in place, and that have not passed all steps. */
  readonly comparisons: readonly DocumentComparison[];
}

/** The steps that passed, for a state of the repository. */
export interface Passed {
  readonly state: string;
  readonly steps: readonly string[];
}

// Not `regenerate.json`, which the report of its tests is named.
const FILE = 'reports/unfinished.json';
const DOCUMENTS = ['openapi/{checkout,recurring-billing}.yaml'];

export async function writeProgress(progress: Progress): Promise<void> {
  await mkdir('reports', { recursive: true });
  await writeFile(FILE, JSON.stringify({ ...progress, documents: await stateOf(DOCUMENTS) }));
}

/** Nothing has passed when nothing is recorded. Comparisons of documents that have been replaced since are dropped. */
export async function readProgress(): Promise<Progress> {
  const text = await readFile(FILE, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: { state: '', steps: [] }, comparisons: [] };
  const { documents, ...progress } = JSON.parse(text) as Progress & { documents: string };
  return documents === (await stateOf(DOCUMENTS)) ? progress : { ...progress, comparisons: [] };
}

/** A hash of these files, with their names. */
export async function stateOf(patterns: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  const files = globSync(patterns, { exclude: (name) => name.endsWith('node_modules') });
  for (const file of files.sort()) hash.update(JSON.stringify([file, await readFile(file, 'utf8')]));
  return hash.digest('hex');
}
