import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuildError, isObject, type Json, keysOf, type OverlayFix, type SourceFile } from '../../shared/document.ts';
import { redocly } from '../../shared/redocly.ts';
import { remember } from '../../shared/remember.ts';
import type { MergedDocument } from '../document/merged-document.ts';
import { isWithinUnread, markUnread } from '../document/unread.ts';
import { completeOperations } from '../overlay/complete.ts';
import { remedyForLint } from '../overlay/lint-remedies.ts';
import { applyOverlay, type Overlaid } from '../overlay/overlaid.ts';
import { reportUnmatched } from '../overlay/unmatched.ts';
import { Causes } from '../report/causes.ts';
import { badReferences } from './references.ts';

/** What a document is merged with. */
export interface Beside {
  /** The document that it replaces: operations that never were the vendor's can be kept. */
  readonly base?: SourceFile | undefined;
  /** Edits that are drafted for the overlay. */
  readonly drafts?: readonly OverlayFix[];
}

/** overlay → 3.1 → references → lint. */
export async function mergeSources(source: SourceFile, overlay: SourceFile, beside?: Beside): Promise<MergedDocument> {
  const merged = merge(source, overlay, beside);
  await lint(merged);
  return merged;
}

/** All steps except lint. What throws here decides whether any tool may read the document; the rest is in `causes`. */
export function merge(source: SourceFile, overlay: SourceFile, { base, drafts = [] }: Beside = {}): MergedDocument {
  if (source.value['openapi'] === undefined) {
    throw new BuildError(`${source.file}:1:1 is not an OpenAPI document: it has no \`openapi:\` version.`, {
      advice: 'pass the OpenAPI document itself; it begins with its version, as openapi: 3.1.0.',
    });
  }
  const causes = new Causes();
  const overlaid = applyOverlay(source, overlay, causes, drafts);
  const { locationOf } = overlaid;
  if (!causes.attempt(() => leaveUnread(overlaid, overlay.file, causes)) || !overlaid.isServed) throw causes.toError();
  reportUnmatched(overlaid, { source, overlay, base }, causes);
  const document = completeOperations(overlaid.document, { overlay, locationOf, causes });
  return { document, source, overlay, locationOf, causes };
}

/** Reports the references that lead nowhere, and leaves them unread: all others lead to something in the document. */
function leaveUnread({ document, locationOf }: Overlaid, overlay: string, causes: Causes): true {
  for (;;) {
    const bad = badReferences(document, { locationOf, overlay });
    if (bad.length === 0) return true;
    for (const { error, places } of bad) {
      causes.add(error);
      for (const keys of places) markUnread(document, keys);
    }
  }
}

interface Problem {
  readonly message: string;
  readonly severity: 'error' | 'warn';
  readonly ruleId: string;
  readonly location: readonly { readonly pointer?: string }[];
}

async function lint({ document, overlay, locationOf, causes }: MergedDocument): Promise<void> {
  for (const { message, severity, ruleId, location } of await problemsIn(JSON.stringify(document))) {
    const pointer = location[0]?.pointer ?? '';
    if (isWithinUnread(document, keysOf(pointer))) continue;
    const at = locationOf(keysOf(pointer));
    const text = message.replaceAll(/\s+/g, ' ').trim();
    const line = `${at} ${text} [${ruleId}]`;
    if (severity !== 'error' || isStyle(ruleId, message)) causes.warn(ruleId, line);
    // What the overlay itself says wrong is corrected where it says so.
    else if (at.startsWith(`${overlay.file}:`)) causes.error(line, { advice: 'correct that action of the overlay.' });
    else {
      const { add, advice } = remedyForLint(document, { ruleId, message: text, pointer });
      causes.error(line, { advice, fix: add && { overlay: overlay.file, add } });
    }
  }
}

/** What Redocly finds wrong with a document. */
const problemsIn = remember(async (text): Promise<readonly Problem[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-merge-'));
  try {
    const path = join(folder, 'merged.json');
    await writeFile(path, text);
    const report = await redocly(['lint', path, '--format=json', '--max-problems=1000']);
    const { problems } = JSON.parse(report) as { problems: Problem[] };
    return problems;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** What the rule about the structure of a document also requires, and no tool here needs. */
function isStyle(ruleId: string, message: string): boolean {
  return ruleId === 'struct' && /field `(description|title)` must be present/.test(message);
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
