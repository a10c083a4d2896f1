import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { generateSources } from '../../../scripts/generate/index.ts';
import { draftingOverlay } from '../../../scripts/generate/overlay/draft-overlay.ts';
import { BuildError, BuildErrors, parseSource, readSource } from '../../../scripts/shared/document.ts';
import { folder } from '../documents.ts';
import { MENDED } from './faults.ts';
import { OVERLAY, shop, shopWith } from './small.ts';
import { ADVISED } from './undecided-faults.ts';

/** The whole of `spec:pull --write-overlay`, with linter and generators. */
function pullThrough(file: string, document: object) {
  const source = parseSource(JSON.stringify(document, null, 1), 'vendor.json');
  const base = parseSource(JSON.stringify(shop()), 'committed.json');
  return draftingOverlay(generateSources('checkout', source, readSource(file), base));
}

async function refusalOf(file: string, document: object): Promise<readonly BuildError[]> {
  const error = await pullThrough(file, document).catch((error: unknown) => error);
  if (!(error instanceof BuildError)) throw error;
  return error instanceof BuildErrors ? error.errors : [error];
}

async function overlayIn(path: string): Promise<string> {
  const file = join(path, 'shop.overlay.yaml');
  await writeFile(file, stringify(OVERLAY));
  return file;
}

test.each(MENDED)(
  '$fault is refused; with the drafted actions, the document generates',
  async ({ apply, reason, drafted }) => {
    await using temporary = await folder();
    const file = await overlayIn(temporary.path);
    const document = shopWith(apply);
    const causes = await refusalOf(file, document);
    expect(causes.map(({ message }) => message).join('\n')).toMatch(reason);
    for (const { message, fix } of causes) expect(fix, message).toBeDefined();
    const { actions } = parse(await readFile(file, 'utf8'));
    if (drafted) expect(actions.slice(OVERLAY.actions.length)).toEqual(drafted);
    const { files } = await pullThrough(file, document);
    expect([...files.keys()]).toContain('operations.ts');
  },
);

test.each(ADVISED)('$fault is refused with what to do, and no edit is drafted', async ({ apply, reason, advice }) => {
  await using temporary = await folder();
  const file = await overlayIn(temporary.path);
  const before = await readFile(file, 'utf8');
  const causes = await refusalOf(file, shopWith(apply));
  const cause = causes.find(({ message }) => reason.test(message));
  expect(cause, causes.map(({ message }) => message).join('\n')).toBeDefined();
  expect(cause?.advice).toMatch(advice);
  expect(cause?.fix).toBeUndefined();
  if (causes.every(({ fix }) => !fix)) expect(await readFile(file, 'utf8')).toBe(before);
});

test('many faults together are reported in one list, and mended by one draft', async () => {
  await using temporary = await folder();
  const file = await overlayIn(temporary.path);
  const document = shopWith((d) => {
    for (const { apply, alone } of MENDED) if (!alone) apply(d);
  });
  const causes = await refusalOf(file, document);
  for (const { message, fix } of causes) expect(fix, message).toBeDefined();
  await pullThrough(file, document);
});
