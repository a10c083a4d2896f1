import { readFile, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { BuildError, BuildErrors, type OverlayFix } from '../shared/document.ts';
import type { Warning } from './causes.ts';

/**
 * Waits for what is generated, and adds the actions that would fix its errors, or else its warnings, to the end of the
 * overlay. A draft says what would make the document usable, not that it is right: a person reviews it.
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
    const actions = fixes.filter(({ overlay }) => overlay === file);
    const unique = new Map(actions.map(({ target, update }) => [JSON.stringify([target, update]), { target, update }]));
    const text = (await readFile(file, 'utf8')).trimEnd();
    const drafted = stringify([...unique.values()], { lineWidth: 0 }).replaceAll(/^(?=.)/gm, '  ');
    await writeFile(file, `${text}\n\n  # Drafted by --write-overlay: review each.\n${drafted}`);
    console.log(`${file}: ${unique.size} drafted, at its end. Review each, then run this again.`);
  }
}
