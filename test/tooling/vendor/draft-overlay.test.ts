import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { draftingOverlay } from '../../../scripts/generate/draft-overlay.ts';
import { merge } from '../../../scripts/generate/merge.ts';
import { readOperations } from '../../../scripts/generate/operations.ts';
import { parseSource, readSource } from '../../../scripts/shared/document.ts';
import { folder, type Loose } from '../documents.ts';
import { OVERLAY, shopWith } from './small.ts';

/** Reads a document through the overlay in a file, as `generate --write-overlay` does. */
async function readThrough(overlay: string, document: Loose) {
  const generate = async () => {
    const merged = merge(parseSource(JSON.stringify(document), 'vendor.json'), readSource(overlay));
    const entries = readOperations(merged);
    merged.causes.check();
    return { entries, warnings: merged.causes.warnings };
  };
  return draftingOverlay(generate());
}

test('--write-overlay adds the actions that make a document usable, and leaves the rest of the overlay as it is', async () => {
  await using temporary = await folder();
  const file = join(temporary.path, 'shop.overlay.yaml');
  const before = `# Ours.\n${stringify(OVERLAY)}`;
  await writeFile(file, before);
  const document = shopWith((d) => {
    delete d.servers;
    delete d.paths['/shop/orders'].post.responses['201'].content['application/json'].schema.properties.order_id;
    d.paths['/shop/disputes'] = { get: { responses: { 200: { description: 'Disputes' } } } };
  });
  await expect(readThrough(file, document)).rejects.toThrow(/x-server: the document names none[\s\S]*has no order_id/);
  const drafted = await readFile(file, 'utf8');
  expect(drafted.startsWith(before.trimEnd())).toBe(true);
  expect(parse(drafted).actions.slice(OVERLAY.actions.length)).toEqual([
    { target: '$', update: { servers: [{ url: 'https://api.paysera.com' }] } },
    { target: "$.paths['/shop/orders'].post", update: { 'x-required-fields': [] } },
  ]);
  // What is left is a warning, for which there is a draft as well; then there is nothing more to say.
  const { entries } = await readThrough(file, document);
  expect(entries.map(({ id }) => id)).toContain('getShopDisputes');
  expect(parse(await readFile(file, 'utf8')).actions.at(-1)).toEqual({
    target: "$.paths['/shop/disputes'].get",
    update: { operationId: 'getShopDisputes', 'x-status': 'documented', 'x-retry': 'safe' },
  });
  const settled = await readFile(file, 'utf8');
  expect((await readThrough(file, document)).warnings).toEqual([]);
  expect(await readFile(file, 'utf8')).toBe(settled);
});
