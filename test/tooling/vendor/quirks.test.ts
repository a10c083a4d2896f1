import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { AMOUNT_INPUT } from '../../../scripts/generate/code/paths.ts';
import { generateFrom } from '../../../scripts/generate/index.ts';
import { mergeSources } from '../../../scripts/generate/merge/merge.ts';
import { parseSource } from '../../../scripts/shared/document.ts';
import { compareDocuments } from '../../../scripts/spec/compare/compare.ts';
import { typeScript7 } from '../../support/typescript-7.ts';
import { folder, type Loose } from '../documents.ts';
import { QUIRKS, REFUSALS } from './quirks.ts';
import { refusals } from './small.ts';
import { RICH_OVERLAY, richShop } from './verdicts.ts';

const source = (value: Loose, name: string) => parseSource(JSON.stringify(value, null, 1), name);
const overlay = source(RICH_OVERLAY, 'overlay.json');

const shopOf = (apply: (document: Loose) => unknown) => {
  const document = richShop();
  apply(document);
  return source(document, 'vendor.json');
};

/** What `src` does with the types. */
const CALLER = `
import type { BodyOf, ItemOf, PathOf, ResultOf } from '${resolve('src/wire/operation-types.ts')}';
import { operations as table, server } from './operations.ts';
import type { operations } from './paths.ts';

export const create: BodyOf<operations['createOrder']> = { purchase: { amount: 1000n }, email: 'a@b.lt' };
export const id = (created: ResultOf<operations['createOrder']>): string => created.order_id;
export const path: PathOf<operations['getOrder']> = { id: 'o-1' };
export const order = ({ id, status }: ResultOf<operations['getOrder']>): [string, string] => [id, status];
export const item = ({ id }: ItemOf<ResultOf<operations['listOrders']>>): string => id;
export const refund: BodyOf<operations['createRefund']> = { amount: '100' };
export const retry: 'lookup' | 'safe' = table.createOrder.retry;
export const host: 'https://api.paysera.com' = server;
// @ts-expect-error an amount is a whole number
export const wrong: BodyOf<operations['createOrder']> = { purchase: { amount: true } };
`;

describe('a document with', { timeout: 60_000 }, () => {
  const types = new Map<number, string[]>();
  const tables = new Map<number, string>();

  beforeAll(async () => {
    await using temporary = await folder();
    for (const [index, { apply }] of QUIRKS.entries()) {
      const { files } = await generateFrom('checkout', await mergeSources(shopOf(apply), overlay));
      const own = join(temporary.path, 'quirks', String(index));
      await mkdir(own, { recursive: true });
      for (const name of ['paths.ts', 'operations.ts']) await writeFile(join(own, name), files.get(name) ?? '');
      await writeFile(join(own, 'caller.ts'), CALLER);
      tables.set(index, files.get('operations.ts') ?? '');
    }
    await writeFile(join(temporary.path, 'package.json'), '{ "type": "module" }');
    const options = {
      extends: resolve('tsconfig.json'),
      compilerOptions: { noEmit: true, rootDir: '/', types: [] },
      include: ['quirks'],
    };
    await writeFile(join(temporary.path, 'quirks', 'amount-input.ts'), AMOUNT_INPUT);
    await writeFile(join(temporary.path, 'tsconfig.json'), JSON.stringify(options));
    const output = await typeScript7(['-p', '.'], temporary.path);
    for (const line of output.split('\n').filter((line) => line.includes('error TS'))) {
      const index = Number(/^quirks\/(\d+)\//.exec(line)?.[1] ?? -1);
      types.set(index, [...(types.get(index) ?? []), line]);
    }
  }, 600_000);

  test.each(QUIRKS.map((one, index) => ({ ...one, index })))(
    '$quirk is generated from, and callers compile as before',
    ({ index }) => {
      expect(types.get(-1), 'errors elsewhere').toBeUndefined();
      expect(types.get(index) ?? []).toEqual([]);
      // The name that only the warning of a new endpoint has aside, the table is the same.
      const rows = tables
        .get(index)
        ?.split('\n')
        .filter((line) => line.startsWith('  ') && !line.includes('"unlisted"'));
      expect(rows?.sort()).toEqual(
        tables
          .get(1)
          ?.split('\n')
          .filter((line) => line.startsWith('  '))
          .sort(),
      );
    },
  );

  test.each(QUIRKS)('$quirk is compared: $verdict', async ({ apply, verdict }) => {
    const comparison = await compareDocuments('checkout', source(richShop(), 'base.json'), shopOf(apply), overlay);
    expect(comparison.verdict, JSON.stringify(comparison.changes, null, 1)).toBe(verdict);
    expect(comparison.overlay.unmatched).toEqual([]);
  });

  test.each(REFUSALS)('$quirk is refused', ({ apply, reason }) => {
    const document = richShop();
    apply(document);
    const found = refusals(document, RICH_OVERLAY);
    expect(found.map(({ message }) => message).join('\n')).toMatch(reason);
    for (const { message } of found) expect(message).toMatch(/^(vendor|overlay)\.json:\d+:\d+ /);
  });
});

test('at least thirty quirks are accepted', () => {
  expect(QUIRKS.length).toBeGreaterThanOrEqual(30);
});
