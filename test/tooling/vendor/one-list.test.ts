import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { generateSources } from '../../../scripts/generate/index.ts';
import { draftingOverlay } from '../../../scripts/generate/overlay/draft-overlay.ts';
import { BuildErrors, parseSource, readSource } from '../../../scripts/shared/document.ts';
import { folder, type Loose } from '../documents.ts';
import { order } from './faults.ts';
import { OVERLAY, shop, shopWith } from './small.ts';

const purchaseIn = ({ post }: Loose) =>
  post.requestBody.content['application/json'].schema.properties.purchase.properties;

/** Something wrong of each kind, in one document. */
const WRONG = shopWith((d) => {
  d.info.version = 'June 2026';
  // The base path is right; the host is the one for tests.
  d.servers[0].url = 'https://api.paysera.dev/shop';
  const { '/shop/orders': orders, '/shop/orders/{id}': one } = d.paths;
  d.paths = { '/orders': orders, '/v2/orders/{uuid}': one, '/payouts': { $ref: 'payouts.yaml' } };
  // The second is located by its place in the list, which the edit for the first changes.
  orders.get.parameters.unshift({ $ref: '#/components/parameters/Page' }, { in: 'query', schema: {} });
  delete orders.post.responses['201'].content['application/json'].schema.properties.order_id;
  purchaseIn(orders).amount = { type: 'string', example: '10.00' };
  Object.assign(order(d).properties, {
    total: { $ref: '#/components/schemas/Total' },
    shipping: { $ref: 'shipping.yaml#/Shipping' },
    parent: { $ref: '#/components/schemas/Order' },
    note: { type: 'string', requred: true },
  });
  one.get.responses['404'] = { $ref: 'https://example.com/errors.yaml#/NotFound' };
});

const EVERYTHING: readonly (readonly [problem: RegExp, line: RegExp, help: 'fix' | 'advice'])[] = [
  [/servers: none is https:\/\/api\.paysera\.com/, /"servers"/, 'fix'],
  [/parameters\/Page leads to nothing/, /parameters\/Page/, 'fix'],
  [/schemas\/Total leads to nothing/, /schemas\/Total/, 'fix'],
  [/\$ref shipping\.yaml#\/Shipping leads outside/, /shipping\.yaml/, 'advice'],
  [/schemas\/Order is a cycle/, /schemas\/Order/, 'fix'],
  [/errors\.yaml#\/NotFound leads outside/, /errors\.yaml/, 'advice'],
  [/\$ref payouts\.yaml leads outside/, /payouts\.yaml/, 'advice'],
  [/action 3 matches nothing .* the document has \$\.paths\['\/shop\/v2\/orders\/\{uuid\}'\]\.get/, /\{id\}/, 'fix'],
  [/The field `name` must be present/, /^ *\{$/, 'fix'],
  [/Property `requred` is not expected here/, /"requred"/, 'fix'],
  [/info\.version is "June 2026"/, /"version"/, 'fix'],
  [/x-amounts: purchase\.amount is a decimal string/, /"post"/, 'advice'],
  [/x-required-fields: the response 201 has no order_id/, /"post"/, 'fix'],
];

async function read(overlay: string, document: Loose) {
  const source = parseSource(JSON.stringify(document, null, 1), 'vendor.json');
  const base = parseSource(JSON.stringify(shop()), 'committed.json');
  return draftingOverlay(generateSources('checkout', source, readSource(overlay), base));
}

test('whatever is wrong with a document is one list, each at its place with what helps, and nothing is left once that is done', async () => {
  await using temporary = await folder();
  const overlay = join(temporary.path, 'shop.overlay.yaml');
  await writeFile(overlay, stringify(OVERLAY));
  const before = await readFile(overlay, 'utf8');
  const error = await read(overlay, WRONG).catch((error: unknown) => error);
  if (!(error instanceof BuildErrors)) throw error;
  const texts: Loose = { 'vendor.json': JSON.stringify(WRONG, null, 1), 'shop.overlay.yaml': before };
  const found = error.errors.map(({ message, fix, advice }) => {
    const [, file = '', line, problem] = /^(?:\S+\/)?([\w.]+):(\d+):\d+ (.*)$/.exec(message) ?? [];
    return [problem, texts[file].split('\n')[Number(line) - 1], fix ? 'fix' : advice && 'advice'];
  });
  expect(found).toEqual(
    EVERYTHING.map(([problem, line, help]) => [expect.stringMatching(problem), expect.stringMatching(line), help]),
  );
  // What the drafts leave to the vendor is corrected in the document.
  const corrected = structuredClone(WRONG);
  delete corrected.paths['/payouts'];
  purchaseIn(corrected.paths['/orders']).amount = { type: 'integer' };
  delete order(corrected).properties.shipping;
  delete corrected.paths['/v2/orders/{uuid}'].get.responses['404'];
  const { files } = await read(overlay, corrected);
  expect(files.get('operations.ts')).toContain('"/shop/v2/orders/{uuid}"');
});
