import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Api } from '../shared/apis.ts';

/** What the type check and the contract tests read of the repository, by patterns of its files. */
export const CHECKED: readonly string[] = [
  '{openapi,generated,src,scripts,test,examples}/**/*.{ts,tsx,mts,cts,js,mjs,cjs,json,yaml,md}',
  '*.{ts,json}',
];

/** A run of `regenerate`, as far as it has come. */
export interface Progress {
  readonly passed: Passed;
  /** Documents that it replaced by others, which have not passed all steps. At most one of an API. */
  readonly replaced: readonly ReplacedDocument[];
}

/** The steps that passed, for a state of the repository. */
interface Passed {
  readonly state: string;
  readonly steps: readonly string[];
}

/**
 * A document before an update. What the update changes is computed with it on each run: a comparison that was kept would miss
 * the edits that are made in between.
 */
export interface ReplacedDocument {
  readonly api: Api;
  readonly text: string;
}

const FILE = 'reports/update.json';

export async function writeProgress(progress: Progress): Promise<void> {
  await mkdir('reports', { recursive: true });
  await writeFile(FILE, JSON.stringify(progress));
}

/** Nothing has passed when nothing is recorded. A document that is back in place was not replaced. */
export async function readProgress(): Promise<Progress> {
  const text = await readFile(FILE, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: { state: '', steps: [] }, replaced: [] };
  const { passed, replaced } = JSON.parse(text) as Progress;
  const present = await Promise.all(replaced.map(({ api }) => readFile(`openapi/${api}.yaml`, 'utf8')));
  return { passed, replaced: replaced.filter((document, index) => document.text !== present[index]) };
}

/** With a document that was replaced, unless one of its API was before: the update began with that one. */
export function withReplaced(progress: Progress, document: ReplacedDocument): Progress {
  const isKnown = progress.replaced.some(({ api }) => api === document.api);
  return isKnown ? progress : { ...progress, replaced: [...progress.replaced, document] };
}

/** A hash of these files, with their names. */
export async function stateOf(patterns: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  const files = globSync(patterns, { exclude: (name) => name.endsWith('node_modules') });
  for (const file of files.sort()) hash.update(JSON.stringify([file, await readFile(file, 'utf8')]));
  return hash.digest('hex');
}
