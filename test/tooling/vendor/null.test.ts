import { describe, expect, test } from 'vitest';
import { generateFrom } from '../../../scripts/generate/index.ts';
import { parseSource } from '../../../scripts/shared/document.ts';
import { compareDocuments } from '../../../scripts/spec/compare/compare.ts';
import type { Loose } from '../documents.ts';
import { OVERLAY, read, shopWith } from './small.ts';

const PAYER = { type: 'object', properties: { name: { type: 'string' }, email: { type: 'string' } } };
const reference = { $ref: '#/components/schemas/Payer' };

/** The shop with a payer in each order, in a dialect of OpenAPI. */
const withPayer = (openapi: string, payer: Loose) =>
  shopWith((d) => {
    d.openapi = openapi;
    d.components.schemas.Payer = structuredClone(PAYER);
    d.components.schemas.Order.properties.payer = structuredClone(payer);
  });

describe('null stays, in the types and the validators, of', () => {
  test.each<[string, Loose]>([
    ['an object beside allOf', { type: 'object', nullable: true, allOf: [reference] }],
    ['allOf alone', { nullable: true, allOf: [reference] }],
    ['an object beside anyOf', { type: 'object', nullable: true, anyOf: [reference] }],
    ['an object beside oneOf', { type: 'object', nullable: true, oneOf: [reference] }],
    ['anyOf alone', { nullable: true, anyOf: [reference] }],
  ])('%s', async (_, payer) => {
    const { files } = await generateFrom('checkout', read(withPayer('3.0.3', payer)).merged);
    const [, type = ''] = /\bpayer\?: ([^;]+);/.exec(files.get('paths.ts') ?? '') ?? [];
    expect(type).toContain('components["schemas"]["Payer"]');
    // `(X | null) & X` is `X`: null has to be the last choice of all.
    expect(type).toMatch(/^[^|]+ \| null$/);
    const [, validator = ''] = /\bpayer: (.+?),?\n/.exec(files.get('schemas.ts') ?? '') ?? [];
    expect(validator).toMatch(/null/i);
    expect(validator, 'null is none of the types that all apply').not.toMatch(/^v\.optional\(v\.intersect/);
  });
});

test('fields that come by allOf are the same fields, and null beside them is null', async () => {
  const source = (value: Loose, name: string) => parseSource(JSON.stringify(value), name);
  const compare = (before: Loose, now: Loose) =>
    compareDocuments(
      'checkout',
      source(before, 'before.json'),
      source(now, 'now.json'),
      source(OVERLAY, 'overlay.json'),
    );
  const before = withPayer('3.1.0', { ...PAYER, type: ['object', 'null'] });
  const nullable = await compare(before, withPayer('3.0.3', { type: 'object', nullable: true, allOf: [reference] }));
  expect(nullable.changes).toEqual([]);
  const required = await compare(withPayer('3.1.0', PAYER), withPayer('3.0.3', { nullable: true, allOf: [reference] }));
  expect(required.changes).toHaveLength(2);
  for (const { what } of required.changes) expect(what).toMatch(/\bpayer` is now object or null \(was object\)$/);
});
