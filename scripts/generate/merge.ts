import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BuildError,
  isObject,
  type Json,
  type JsonObject,
  keysOf,
  readSource,
  type SourceFile,
} from '../shared/document.ts';
import { redocly } from '../shared/redocly.ts';
import type { Place } from './operations.ts';
import { applyOverlay } from './overlay.ts';
import { checkReferences } from './references.ts';
import { upgrade } from './upgrade.ts';

/** A document with its overlay applied, linted. Always one file, and always OpenAPI 3.1. */
export interface MergedDocument {
  readonly document: JsonObject;
  readonly source: SourceFile;
  readonly overlay: SourceFile;
  readonly place: Place;
  /** What lint finds odd but usable, one line each. */
  readonly warnings: readonly string[];
}

/** overlay → 3.1 → references → lint. */
export async function mergeDocument(documentPath: string, overlayPath: string): Promise<MergedDocument> {
  return mergeSources(readSource(documentPath), readSource(overlayPath));
}

export async function mergeSources(source: SourceFile, overlay: SourceFile): Promise<MergedDocument> {
  const merged = merge(source, overlay);
  return { ...merged, warnings: await lint(merged) };
}

/** All of it but lint: what decides whether the document may be read by any tool. */
export function merge(source: SourceFile, overlay: SourceFile): MergedDocument {
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
  const place: Place = (keys) => overlayPlace(overlay, keys) ?? source.place(keys);
  const document = upgrade(overlaid, place);
  checkReferences(document, place);
  return { document, source, overlay, place, warnings: [] };
}

interface Problem {
  readonly message: string;
  readonly severity: 'error' | 'warn';
  readonly ruleId: string;
  readonly location: readonly { readonly pointer?: string }[];
}

async function lint({ document, place }: MergedDocument): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-merge-'));
  try {
    const path = join(folder, 'merged.json');
    await writeFile(path, JSON.stringify(document));
    const report = JSON.parse(await redocly(['lint', path, '--format=json', '--max-problems=1000'])) as {
      problems: Problem[];
    };
    const line = ({ message, ruleId, location }: Problem) =>
      `${place(keysOf(location[0]?.pointer ?? ''))} ${message.replaceAll(/\s+/g, ' ').trim()} [${ruleId}]`;
    const [first, ...others] = report.problems.filter(({ severity }) => severity === 'error');
    if (first) throw new BuildError(line(first) + (others.length > 0 ? ` (and ${others.length} more)` : ''));
    return report.problems.map(line);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where the document holds the beginning of a text, as a name or within a value: as much of it as is found. */
export function placeOfText({ document, place }: MergedDocument, text: string): string {
  const search = (part: string, node: Json, keys: readonly string[]): readonly string[] | undefined => {
    if (typeof node === 'string' && node.includes(part)) return keys;
    if (!Array.isArray(node) && !isObject(node)) return undefined;
    for (const [key, value] of Object.entries(node)) {
      const at = [...keys, key];
      const found = key.includes(part) ? at : search(part, value, at);
      if (found) return found;
    }
    return undefined;
  };
  for (let length = Math.min(text.length, 80); length > 3; length--) {
    const keys = search(text.slice(0, length), document, []);
    if (keys) return place(keys);
  }
  return place([]);
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
