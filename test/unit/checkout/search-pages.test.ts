import { describe, expect, test } from 'vitest';
import { searchPages } from '../../../src/checkout/lookup/search-pages.ts';
import { NotFoundError, ValidationError } from '../../../src/index.ts';

const refused = () => new ValidationError('limit is too large', { status: 422, error: 'invalid_request' });

/** What is found in these pages, and the queries that were made. An error is thrown; the last page is repeated. */
async function search(pages: readonly unknown[], isOver?: (items: readonly object[]) => boolean) {
  const queries: object[] = [];
  const found = await searchPages(
    async (query) => {
      queries.push(query);
      const page = pages[Math.min(queries.length, pages.length) - 1];
      if (page instanceof Error) throw page;
      return page;
    },
    ...(isOver ? [isOver] : []),
  );
  return { found, queries };
}

describe('a list that is searched', () => {
  test('is read to its end, in pages of 100', async () => {
    const { found, queries } = await search([
      { items: [{ id: 'a' }], has_more: true, cursor: 'c-1' },
      { items: [], cursor: 'c-2' },
      { items: [null, { id: 'b' }], has_more: false, cursor: 'c-3' },
    ]);
    expect(found).toEqual({ items: [{ id: 'a' }, {}, { id: 'b' }], complete: true });
    expect(queries).toStrictEqual([{ limit: 100 }, { limit: 100, cursor: 'c-1' }, { limit: 100, cursor: 'c-2' }]);
  });

  test('is read in pages of its own size where Paysera refuses one so large', async () => {
    const page = { items: [], has_more: true, cursor: 'c-1' };
    const { found, queries } = await search([refused(), page, { items: [], has_more: false }]);
    expect(found.complete).toBe(true);
    expect(queries).toStrictEqual([{ limit: 100 }, {}, { cursor: 'c-1' }]);
  });

  test('ends with the refusal when that was not for its size', async () => {
    const other = new NotFoundError('gone', { status: 404, error: 'not_found' });
    let requests = 0;
    const refusing = searchPages(async () => {
      requests++;
      throw other;
    });
    await expect(refusing).rejects.toBe(other);
    expect(requests).toBe(1);
    const again = refused();
    await expect(search([refused(), again])).rejects.toBe(again);
    await expect(search([refused(), { items: [], has_more: true, cursor: 'c-1' }, again])).rejects.toBe(again);
  });

  test('ends where everything after it is known not to be wanted', async () => {
    const pages = [
      { items: [{ id: 'a' }], has_more: true, cursor: 'c-1' },
      { items: [{ id: 'b' }], has_more: true, cursor: 'c-2' },
    ];
    const { found, queries } = await search(pages, (items) => items.length === 2);
    expect(found).toEqual({ items: [{ id: 'a' }, { id: 'b' }], complete: true });
    expect(queries).toHaveLength(2);
  });

  test.each<[string, readonly unknown[], number]>([
    ['is nothing', [undefined], 1],
    ['is empty', [{}], 1],
    ['has items that are no list', [{ items: {}, has_more: false }], 1],
    ['does not say where it ends', [{ items: [] }], 1],
    ['goes on without a cursor', [{ items: [], has_more: true }], 1],
    ['goes on with an empty cursor', [{ items: [], has_more: true, cursor: '' }], 1],
    ['goes on with a cursor that is no text', [{ items: [], has_more: true, cursor: 7 }], 1],
    ['turns in a circle', [{ items: [], has_more: true, cursor: 'c-1' }], 2],
  ])('that %s may miss something', async (_, pages, requests) => {
    const { found, queries } = await search(pages);
    expect(found).toEqual({ items: [], complete: false });
    expect(queries).toHaveLength(requests);
  });

  test('and longer than 40 pages may miss something', async () => {
    let pages = 0;
    const found = await searchPages(async () => ({ items: [{}], has_more: true, cursor: `c-${++pages}` }));
    expect([found.complete, found.items.length, pages]).toEqual([false, 40, 40]);
  });
});
