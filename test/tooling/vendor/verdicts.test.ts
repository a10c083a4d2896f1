import { beforeAll, describe, expect, test } from 'vitest';
import { parseSource } from '../../../scripts/shared/document.ts';
import type { Change } from '../../../scripts/spec/compare/change.ts';
import { highestImpact } from '../../../scripts/spec/compare/classify-change.ts';
import { compareDocuments } from '../../../scripts/spec/compare/compare.ts';
import type { Loose } from '../documents.ts';
import { MUTATIONS } from '../mutations/mutations.ts';
import { HOST, OVERLAY, shop } from './small.ts';
import { RICH_OVERLAY, richShop, VERDICTS } from './verdicts.ts';

// One comparison takes Redocly half a second, whatever it compares. So the document holds a shop for each change, which
// shares nothing with the others.
const tag = (index: number) => `m${index}x`;

function manyShops(shops: readonly Loose[]): Loose {
  const all = { ...shops[0], paths: {} as Loose, components: { ...shops[0].components, schemas: {} as Loose } };
  for (const [index, one] of shops.entries()) {
    const text = JSON.stringify(one).replaceAll('#/components/schemas/', `#/components/schemas/${tag(index)}`);
    const { paths, components } = JSON.parse(text);
    for (const [path, item] of Object.entries(paths)) all.paths[`/${tag(index)}${path}`] = item;
    for (const [name, schema] of Object.entries(components.schemas)) all.components.schemas[tag(index) + name] = schema;
  }
  return all;
}

function manyOverlays(count: number): Loose {
  const actions = Array.from({ length: count }, (_, index) =>
    RICH_OVERLAY.actions.map(({ target, update }: Loose) => ({
      target: target.replace("['", `['/${tag(index)}`),
      update: { ...update, operationId: update.operationId + tag(index) },
    })),
  );
  return { 'x-server': HOST, actions: actions.flat() };
}

const source = (value: Loose, name: string) => parseSource(JSON.stringify(value), name);

describe('the verdict of', () => {
  const changes = new Map<number, Change[]>();

  beforeAll(async () => {
    const mutated = VERDICTS.map(({ apply }) => {
      const document = richShop();
      apply(document);
      return document;
    });
    const comparison = await compareDocuments(
      'checkout',
      source(manyShops(VERDICTS.map(richShop)), 'base.json'),
      source(manyShops(mutated), 'vendor.json'),
      source(manyOverlays(VERDICTS.length), 'overlay.json'),
    );
    for (const change of comparison.changes) {
      const index = Number(/m(\d+)x/.exec(`${change.operations} ${change.location} ${change.what}`)?.[1]);
      changes.set(index, [...(changes.get(index) ?? []), change]);
    }
  }, 300_000);

  test.each(VERDICTS.map((one, index) => ({ ...one, index })))('$change is $verdict', ({ verdict, index }) => {
    const own = changes.get(index) ?? [];
    expect(highestImpact(own.map(({ impact }) => impact)), JSON.stringify(own, null, 1)).toBe(verdict);
  });

  test('at least 80 single changes is known', () => {
    expect(MUTATIONS.length + VERDICTS.length).toBeGreaterThanOrEqual(80);
  });
});

test('a deprecation and another default are said first', { timeout: 60_000 }, async () => {
  const document = richShop();
  const { properties } = document.paths['/shop/orders'].post.requestBody.content['application/json'].schema;
  properties.vat = { type: 'string' };
  properties.language.default = 'en';
  document.paths['/shop/orders'].get.deprecated = true;
  const { changes, verdict } = await compareDocuments(
    'checkout',
    source(richShop(), 'base.json'),
    source(document, 'vendor.json'),
    source(RICH_OVERLAY, 'overlay.json'),
  );
  expect(verdict).toBe('minor');
  expect(changes.map(({ what, first }) => [what, first ?? false])).toEqual([
    ['`GET /shop/orders` is deprecated now', true],
    ['default of `language` is now `en` (was `lt`)', true],
    ['`vat` is new', false],
  ]);
});

test('a document with a schema that contains itself gets a verdict', { timeout: 60_000 }, async () => {
  const document = shop();
  document.components.schemas.Order.properties.parent = { $ref: '#/components/schemas/Order' };
  const { verdict, changes } = await compareDocuments(
    'checkout',
    source(shop(), 'base.json'),
    source(document, 'vendor.json'),
    source(OVERLAY, 'overlay.json'),
  );
  expect([verdict, changes.map(({ what }) => what)]).toEqual([
    'minor',
    ['`items.[].parent` is new', '`parent` is new'],
  ]);
});
