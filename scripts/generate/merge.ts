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
import type { LocationOf } from './operations.ts';
import { applyOverlay } from './overlay.ts';
import { checkReferences } from './references.ts';
import { upgrade } from './upgrade.ts';

/** A document with its overlay applied, linted. Always one file, and always OpenAPI 3.1. */
export interface MergedDocument {
  readonly document: JsonObject;
  readonly source: SourceFile;
  readonly overlay: SourceFile;
  readonly locationOf: LocationOf;
  /** The warnings of lint, one line each. */
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

/** All steps except lint: they decide whether any tool may read the document. */
export function merge(source: SourceFile, overlay: SourceFile): MergedDocument {
  if (typeof source.value['openapi'] !== 'string') {
    throw new BuildError(`${source.file}:1:1 is not an OpenAPI document: it has no \`openapi:\` version.`);
  }
  const { document: overlaid, unmatched } = applyOverlay(source, overlay);
  const [first, ...others] = unmatched;
  if (first) {
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    throw new BuildError(
      `${first.location} action ${first.number} matches nothing in ${source.file}: ${first.target}${more}`,
    );
  }
  const locationOf: LocationOf = (keys) => overlayLocation(overlay, keys) ?? source.locationOf(keys);
  const document = upgrade(overlaid, locationOf);
  checkReferences(document, locationOf);
  return { document, source, overlay, locationOf, warnings: [] };
}

interface Problem {
  readonly message: string;
  readonly severity: 'error' | 'warn';
  readonly ruleId: string;
  readonly location: readonly { readonly pointer?: string }[];
}

async function lint({ document, locationOf }: MergedDocument): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-merge-'));
  try {
    const path = join(folder, 'merged.json');
    await writeFile(path, JSON.stringify(document));
    const report = JSON.parse(await redocly(['lint', path, '--format=json', '--max-problems=1000'])) as {
      problems: Problem[];
    };
    const line = ({ message, ruleId, location }: Problem) =>
      `${locationOf(keysOf(location[0]?.pointer ?? ''))} ${message.replaceAll(/\s+/g, ' ').trim()} [${ruleId}]`;
    const [first, ...others] = report.problems.filter(({ severity }) => severity === 'error');
    if (first) throw new BuildError(line(first) + (others.length > 0 ? ` (and ${others.length} more)` : ''));
    return report.problems.map(line);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Locates the longest beginning of a text that the document contains, as a name or within a value. */
export function locationOfText({ document, locationOf }: MergedDocument, text: string): string {
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
    if (keys) return locationOf(keys);
  }
  return locationOf([]);
}

function exists(value: unknown, keys: readonly (string | number)[]): boolean {
  return keys.every((key) => {
    if (typeof value !== 'object' || value === null || !(key in value)) return false;
    value = (value as Record<string | number, unknown>)[key];
    return true;
  });
}

/** The location in the overlay that added these keys, if the overlay did. */
function overlayLocation(overlay: SourceFile, keys: readonly (string | number)[]): string | undefined {
  const actions = (overlay.value['actions'] ?? []) as JsonObject[];
  const [group, path, method, ...rest] = keys;
  const target = (action: JsonObject) => String(action['target']).replaceAll('"', "'");
  const targets = [
    `$.${group}['${path}'].${method}`,
    `$['${group}']['${path}']['${method}']`,
    `$.${group}.${path}.${method}`,
  ];
  const index = actions.findIndex((action) => targets.includes(target(action)) && exists(action['update'], rest));
  return index < 0 || rest.length === 0 ? undefined : overlay.locationOf(['actions', index, 'update', ...rest]);
}
