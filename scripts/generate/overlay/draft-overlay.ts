import { readFile, writeFile } from 'node:fs/promises';
import { isMap, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import { BuildError, BuildErrors, type NewAction, type OverlayFix } from '../../shared/document.ts';
import type { Warning } from '../report/causes.ts';
import { addedAtEnd } from './drafts.ts';

/**
 * Waits for what is generated, and makes the edits that would fix its errors, or else its warnings, in the overlay: new
 * actions at its end, all others in place. A draft says what would make the document usable, not that it is right: a person
 * reviews it.
 */
export async function draftingOverlay<T extends { readonly warnings: readonly Warning[] }>(
  generating: Promise<T>,
): Promise<T> {
  try {
    const made = await generating;
    await draft(made.warnings);
    return made;
  } catch (error) {
    if (error instanceof BuildError) await draft(error instanceof BuildErrors ? error.errors : [error]);
    throw error;
  }
}

async function draft(causes: readonly { readonly fix?: OverlayFix | undefined }[]): Promise<void> {
  const fixes = causes.flatMap(({ fix }) => fix ?? []);
  for (const file of new Set(fixes.map(({ overlay }) => overlay))) {
    const own = fixes.filter(({ overlay }) => overlay === file);
    const unique = [...new Map(own.map((fix) => [JSON.stringify(fix), fix])).values()];
    const added = addedAtEnd(unique);
    const text = inPlace(await readFile(file, 'utf8'), unique, file).trimEnd();
    await writeFile(file, `${text}\n${added.length > 0 ? `\n${drafted(added)}` : ''}`);
    console.log(`${file}: ${unique.length} drafted. Review each (\`git diff\`), then run this again.`);
  }
}

function drafted(actions: readonly NewAction[]): string {
  const text = stringify(actions, { lineWidth: 0 }).replaceAll(/^(?=.)/gm, '  ');
  return `  # Drafted by --write-overlay: review each.\n${text}`;
}

/** The text of an overlay with the actions edited that it has, and everything else as it was. */
function inPlace(text: string, fixes: readonly OverlayFix[], file: string): string {
  const splices = fixes.flatMap((fix) => {
    if ('drop' in fix) return { ...linesOf(text, fix.drop, file), with: '' };
    if ('retarget' in fix) {
      return { ...targetOf(text, fix.retarget, file), with: stringify(fix.to, { lineWidth: 0 }).trimEnd() };
    }
    if (fix.before === undefined) return [];
    const { from } = linesOf(text, fix.before, file);
    return { from, to: from, with: `${drafted([fix.add])}\n` };
  });
  // From the end, so that no edit moves the place of another.
  return splices
    .sort((one, other) => other.from - one.from)
    .reduce((edited, splice) => edited.slice(0, splice.from) + splice.with + edited.slice(splice.to), text);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function actionAt(text: string, number: number, file: string) {
  const actions = parseDocument(text).get('actions');
  const [action, next] = isSeq(actions) ? actions.items.slice(number - 1, number + 1) : [];
  if (!isMap(action) || !action.range || action.flow === true) {
    throw new BuildError(`${file}: action ${number} cannot be edited; expected a list in YAML's block style.`);
  }
  return { action, start: action.range[0], end: isMap(next) && next.range ? next.range[0] : action.range[1] };
}

function targetOf(text: string, number: number, file: string): Range {
  const { action, start } = actionAt(text, number, file);
  const target = action.get('target', true);
  const [from, to] = (isScalar(target) && target.range) || [start, start];
  return { from, to };
}

/** The lines of an action with the empty one after it, and without comments that precede the next. */
function linesOf(text: string, number: number, file: string): Range {
  const { start, end } = actionAt(text, number, file);
  const from = text.lastIndexOf('\n', start) + 1;
  const lines = text.slice(from, end).split('\n');
  // The last begins the next action.
  if (end < text.length) lines.pop();
  while (/^\s*(#.*)?$/.test(lines.at(-1) ?? '-')) lines.pop();
  const to = from + lines.join('\n').length + 1;
  return { from, to: text[to] === '\n' ? to + 1 : to };
}
