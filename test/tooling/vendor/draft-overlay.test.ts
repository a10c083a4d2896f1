import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { merge } from '../../../scripts/generate/merge/merge.ts';
import { readOperations } from '../../../scripts/generate/operations/read-operations.ts';
import { draftingOverlay } from '../../../scripts/generate/overlay/draft-overlay.ts';
import { inSteps } from '../../../scripts/generate/report/causes.ts';
import { type BuildError, describeCause, parseSource, readSource } from '../../../scripts/shared/document.ts';
import { folder, type Loose } from '../documents.ts';
import { OVERLAY, shop, shopWith } from './small.ts';

/** Reads a document through the overlay in a file, as `generate --write-overlay` does. */
async function readThrough(overlay: string, document: Loose, base?: Loose) {
  const before = base && parseSource(JSON.stringify(base), 'committed.json');
  const reading = inSteps(async (drafts) => {
    const source = parseSource(JSON.stringify(document), 'vendor.json');
    const merged = merge(source, readSource(overlay), { base: before, drafts });
    const entries = readOperations(merged);
    merged.causes.check();
    return { entries, warnings: merged.causes.warnings };
  });
  return draftingOverlay(reading);
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

/** As a person writes it: with comments, and empty lines between the actions. */
const WRITTEN = `# Ours.
x-server: https://api.paysera.com
actions:
  - target: $.paths['/shop/orders'].post
    description: 'Never twice: there is no key.'
    update: { operationId: createOrder, x-status: documented, x-retry: lookup, x-alias: { order_id: orderId } }

  # Pages.
  - target: $.paths['/shop/orders'].get
    update:
      operationId: listOrders
      x-status: documented
      x-retry: safe

  # One.
  - target: $.paths['/shop/orders/{id}'].get
    update:
      operationId: getOrder
      x-status: undocumented
      x-retry: safe
`;

async function writtenOverlay(path: string): Promise<string> {
  const file = join(path, 'shop.overlay.yaml');
  await writeFile(file, WRITTEN);
  return file;
}

const rowsOf = ({ entries }: Awaited<ReturnType<typeof readThrough>>) =>
  entries.map(({ source: _, ...row }) => row).sort((one, other) => (one.id < other.id ? -1 : 1));

test('an action whose operation has another path now is drafted with that path', async () => {
  await using temporary = await folder();
  const file = await writtenOverlay(temporary.path);
  const before = rowsOf(await readThrough(file, shop()));
  const document = shopWith((d) => {
    d.paths['/shop/v2/order/{uuid}'] = d.paths['/shop/orders/{id}'];
    d.paths['/shop/v2/order/{uuid}'].get.parameters[0].name = 'uuid';
    delete d.paths['/shop/orders/{id}'];
  });
  const refusal = await readThrough(file, document, shop()).catch((error: Error) => error);
  expect(
    describeCause(refusal as BuildError)
      .replace(/^\S+ /, '')
      .replaceAll(temporary.path, ''),
  ).toMatch(
    /^action 3 matches nothing in vendor\.json: \$\.paths\['\/shop\/orders\/\{id\}'\]\.get; the document has (\$\.paths\['\/shop\/v2\/order\/\{uuid\}'\]\.get)\n {4}fix in \S+: in action 3, target: \1$/,
  );
  expect(await readFile(file, 'utf8')).toBe(WRITTEN.replace("'/shop/orders/{id}'", "'/shop/v2/order/{uuid}'"));
  const after = rowsOf(await readThrough(file, document));
  expect(after).toEqual(before.map((row) => (row.id === 'getOrder' ? { ...row, path: '/shop/v2/order/{uuid}' } : row)));
});

test('the end of an action is drafted when its operation is gone, even if others resemble it', async () => {
  await using temporary = await folder();
  const file = await writtenOverlay(temporary.path);
  const document = shopWith((d) => {
    // As near as paths can be, and not the same: a read, and a change of what another operation reads.
    d.paths['/shop/disputes'] = { get: d.paths['/shop/orders'].get, post: d.paths['/shop/orders'].post };
    d.paths['/shop/orders'] = { put: d.paths['/shop/orders'].post };
  });
  await expect(readThrough(file, document, shop())).rejects.toThrow(
    /action 1 matches nothing[^\n]*\n[^\n]*action 2 matches nothing/,
  );
  const [first, pages, last] = ['  - target', '  # Pages', '  # One'].map((text) => WRITTEN.indexOf(text));
  const left = `${WRITTEN.slice(0, first)}${WRITTEN.slice(pages).split('\n')[0]}\n${WRITTEN.slice(last)}`;
  expect(await readFile(file, 'utf8')).toBe(left);
  const { entries, warnings } = await readThrough(file, document);
  expect(entries.map(({ id, retry }) => [id, retry])).toContainEqual(['getOrder', 'safe']);
  expect(warnings).toHaveLength(3);
});

test('an operation that never was in the documentation is drafted as an action of its own when a document is without it', async () => {
  await using temporary = await folder();
  const file = await writtenOverlay(temporary.path);
  const base = shopWith((d) => {
    const { responses } = d.paths['/shop/orders/{id}'].get;
    for (const code of ['404', '409', '503', 'default']) responses[code] = { description: 'An error' };
  });
  const before = rowsOf(await readThrough(file, base));
  const document = shopWith((d) => {
    delete d.paths['/shop/orders/{id}'];
    d.components.responses = { NotFound: { description: 'Nothing has this id' } };
    d.paths['/shop/orders'].get.responses['404'] = { $ref: '#/components/responses/NotFound' };
    // Another meaning: what is kept must not be joined with it.
    d.components.schemas = { Page: d.components.schemas.Order, Order: { type: 'string' } };
    d.paths['/shop/orders'].get.responses['200'].content['application/json'].schema.properties.items.items = {
      $ref: '#/components/schemas/Page',
    };
  });
  await expect(readThrough(file, document, base)).rejects.toThrow(/action 3 matches nothing/);
  const drafted = parse(await readFile(file, 'utf8')).actions;
  expect(drafted).toHaveLength(4);
  expect(drafted[2]).toMatchObject({ target: '$', 'x-unless': "$.paths['/shop/orders/{id}'].get" });
  const after = await readThrough(file, document);
  expect(rowsOf(after)).toEqual(before);
  const kept: Loose = after.entries.find(({ id }) => id === 'getOrder');
  expect(kept.source.responses['200'].content['application/json'].schema).toEqual(shop().components.schemas.Order);
  // Errors that the document shares are its own, and all others those of the operation before; a 503 is one of the others.
  const { 200: _, ...errors } = kept.source.responses;
  const error = { description: 'An error' };
  expect(errors).toEqual({ 404: { $ref: '#/components/responses/NotFound' }, 409: error, default: error });
  // A document that has it is read as ever.
  expect(rowsOf(await readThrough(file, base))).toEqual(before);
});

test('several fields that are gone from one list are one draft, which leaves the others', async () => {
  await using temporary = await folder();
  const file = join(temporary.path, 'shop.overlay.yaml');
  const overlay = structuredClone(OVERLAY);
  Object.assign(overlay.actions[0].update, {
    'x-amounts': ['purchase.amount', 'purchase.suggested_amount', 'purchase.tip'],
    'x-required-amounts': ['purchase.amount', 'purchase.tip'],
    'x-required-fields': ['order_id', 'token', 'url'],
  });
  await writeFile(file, stringify(overlay));
  await expect(readThrough(file, shop())).rejects.toThrow(
    /no purchase\.suggested_amount\.[\s\S]*no purchase\.tip\.[\s\S]*no token\.[\s\S]*no url\./,
  );
  const { entries } = await readThrough(file, shop());
  const [created] = entries.filter(({ id }) => id === 'createOrder');
  expect(created?.amounts).toEqual([{ in: 'body', at: 'purchase.amount', as: 'integer', required: true }]);
  expect(created?.requiredFields).toEqual(['order_id']);
});

test('an operation that takes no credentials, as that of tokens, is kept when a document is without it', async () => {
  await using temporary = await folder();
  const file = join(temporary.path, 'shop.overlay.yaml');
  const target = "$.paths['/token'].post";
  const action = { target, update: { operationId: 'createToken', 'x-status': 'documented', 'x-retry': 'safe' } };
  await writeFile(file, stringify({ ...OVERLAY, actions: [...OVERLAY.actions, action] }));
  const base = shopWith((d) => {
    d.paths['/token'] = { post: { security: [], responses: { 200: { description: 'A token' } } } };
  });
  const before = rowsOf(await readThrough(file, base));
  await expect(readThrough(file, shop(), base)).rejects.toThrow(/action 4 matches nothing/);
  expect(rowsOf(await readThrough(file, shop()))).toEqual(before);
  expect(before.find(({ id }) => id === 'createToken')?.auth).toBe('none');
});

test('an alias whose field is gone is drafted to be removed', async () => {
  await using temporary = await folder();
  const file = await writtenOverlay(temporary.path);
  const document = shopWith((d) => {
    const { schema } = d.paths['/shop/orders'].post.responses['201'].content['application/json'];
    schema.properties = { orderId: { type: 'string' } };
    schema.required = ['orderId'];
  });
  await expect(readThrough(file, document)).rejects.toThrow(
    /x-alias: the response 201 has no order_id, but orderId\.$/,
  );
  const { entries } = await readThrough(file, document);
  expect(entries.find(({ id }) => id === 'createOrder')?.alias).toEqual({});
});
