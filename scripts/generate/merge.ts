import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuildError, type JsonObject, keysOf, readSource, type SourceFile } from '../shared/document.ts';
import { redocly } from '../shared/redocly.ts';
import type { Place } from './operations.ts';
import { applyOverlay } from './overlay.ts';
import { checkReferences } from './references.ts';
import { upgrade } from './upgrade.ts';

/** A document with its overlay applied, linted and bundled into one. Always OpenAPI 3.1. */
export interface MergedDocument {
  readonly document: JsonObject;
  readonly source: SourceFile;
  readonly overlay: SourceFile;
  readonly place: Place;
  /** What lint finds odd but usable, one line each. */
  readonly warnings: readonly string[];
}

/** overlay → 3.1 → lint → bundle. */
export async function mergeDocument(documentPath: string, overlayPath: string): Promise<MergedDocument> {
  return mergeSources(readSource(documentPath), readSource(overlayPath));
}

export async function mergeSources(source: SourceFile, overlay: SourceFile): Promise<MergedDocument> {
  if (typeof source.value['openapi'] !== 'string') {
    throw new BuildError(`${source.file}:1:1 is not an OpenAPI document: it has no \`openapi:\` version.`);
  }
  const { document: overlaid, unmatched } = applyOverlay(source, overlay);
  const [first, ...others] = unmatched;
  if (first) {
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    throw new BuildError(
      `${first.place} action ${first.number} matches nothing in ${source.file}: ${first.target}${more}`,
    );
  }
  const merged = upgrade(overlaid);
  const place: Place = (keys) => overlayPlace(overlay, keys) ?? source.place(keys);
  checkReferences(merged, place);
  const folder = await mkdtemp(join(tmpdir(), 'paysera-merge-'));
  try {
    const path = join(folder, 'merged.json');
    await writeFile(path, JSON.stringify(merged));
    // Lint says what is wrong in words; bundle only that something is.
    const [warnings, bundled] = await Promise.allSettled([lint(path, place), bundle(path, folder)]);
    if (warnings.status === 'rejected') throw warnings.reason;
    if (bundled.status === 'rejected') throw bundled.reason;
    return { document: bundled.value, source, overlay, place, warnings: warnings.value };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Problem {
  readonly message: string;
  readonly severity: 'error' | 'warn';
  readonly ruleId: string;
  readonly location: readonly { readonly pointer?: string }[];
}

async function lint(path: string, place: Place): Promise<string[]> {
  const report = JSON.parse(await redocly(['lint', path, '--format=json', '--max-problems=1000'])) as {
    problems: Problem[];
  };
  const describe = ({ message, ruleId, location }: Problem) =>
    `${place(keysOf(location[0]?.pointer ?? ''))} ${message.replaceAll(/\s+/g, ' ').trim()} [${ruleId}]`;
  const [first, ...others] = report.problems.filter(({ severity }) => severity === 'error');
  if (first) throw new BuildError(describe(first) + (others.length > 0 ? ` (and ${others.length} more)` : ''));
  return report.problems.map(describe);
}

async function bundle(path: string, folder: string): Promise<JsonObject> {
  const out = join(folder, 'bundled.json');
  await redocly(['bundle', path, '--output', out]);
  return JSON.parse(await readFile(out, 'utf8')) as JsonObject;
}

function exists(value: unknown, keys: readonly (string | number)[]): boolean {
  return keys.every((key) => {
    if (typeof value !== 'object' || value === null || !(key in value)) return false;
    value = (value as Record<string | number, unknown>)[key];
    return true;
  });
}

/** The place in the overlay that put these keys there, if it was the overlay. */
function overlayPlace(overlay: SourceFile, keys: readonly (string | number)[]): string | undefined {
  const actions = (overlay.value['actions'] ?? []) as JsonObject[];
  const [group, path, method, ...rest] = keys;
  const target = (action: JsonObject) => String(action['target']).replaceAll('"', "'");
  const targets = [
    `$.${group}['${path}'].${method}`,
    `$['${group}']['${path}']['${method}']`,
    `$.${group}.${path}.${method}`,
  ];
  const index = actions.findIndex((action) => targets.includes(target(action)) && exists(action['update'], rest));
  return index < 0 || rest.length === 0 ? undefined : overlay.place(['actions', index, 'update', ...rest]);
}
