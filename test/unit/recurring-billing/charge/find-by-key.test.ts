import { describe, expect, test } from 'vitest';
import type { operations } from '../../../../generated/recurring-billing/paths.ts';
import { findByKey } from '../../../../src/recurring-billing/charge/find-by-key.ts';
import type { Call } from '../../../../src/runtime/call/wire-types.ts';

const WANTED = { key: 'key-1', orderId: 'SUB-1' };
const OURS = { id: 'r-1', order_id: 'SUB-1', unique_identifier: 'key-1', status: 'new' };
const OTHER = { id: 'r-2', order_id: 'SUB-2', unique_identifier: 'key-2', status: 'captured' };
const END = { has_next: false };
const more = (after: unknown) => ({ has_next: true, cursors: { after } });

/** What is found in these pages, and the queries that were made. The last page is repeated. */
async function search(...pages: readonly object[]) {
  const queries: unknown[] = [];
  const call = async (_: string, input: { query: unknown }, options: object) => {
    expect(options).toEqual({ timeout: 1000 - queries.length });
    queries.push(input.query);
    return pages[Math.min(queries.length, pages.length) - 1];
  };
  const left = () => ({ timeout: 1000 - queries.length });
  return { found: await findByKey(call as unknown as Call<operations>, WANTED, left), queries };
}

/** A list that never ends, and never shows a cursor twice. */
async function pagesOfEndlessList(): Promise<[unknown, number]> {
  let pages = 0;
  const call = async () => ({ items: [OTHER], _metadata: more(`c-${++pages}`) });
  return [await findByKey(call as unknown as Call<operations>, WANTED, () => ({})), pages];
}

describe('the request under a key', () => {
  test('is searched newest first, in pages of 200, each with what is left of the time', async () => {
    const { found, queries } = await search(
      { items: [OTHER, null], _metadata: more('c-1') },
      { items: [{ ...OURS, id: 'r-0', status: 'canceled' }], _metadata: more('c-2') },
      { items: [OTHER, OURS] },
    );
    expect(found).toBe(OURS);
    const first = { order_direction: 'desc', limit: 200 };
    expect(queries).toStrictEqual([first, { ...first, after: 'c-1' }, { ...first, after: 'c-2' }]);
  });

  test('is the one that took the money, though a newer one was created late under the key', async () => {
    const captured = { ...OURS, id: 'r-0', status: 'captured' };
    const { found, queries } = await search(
      { items: [OURS], _metadata: more('c-1') },
      { items: [OTHER], _metadata: more('c-2') },
      { items: [captured], _metadata: more('c-3') },
    );
    expect(found).toBe(captured);
    expect(queries).toHaveLength(3);
    expect((await search({ items: [OURS, captured], _metadata: END })).found).toBe(captured);
  });

  test('is the one that still stands, however long the list is', async () => {
    expect((await search({ items: [OURS, OTHER, null], _metadata: more('c-1') })).found).toBe(OURS);
    expect((await search({ items: [OURS, OTHER], _metadata: END })).found).toBe(OURS);
    expect((await search({ items: [OURS], _metadata: more('c-1') }, {})).found).toBe(OURS);
  });

  test('is none when the whole list was read, and each item is certainly another', async () => {
    const { found, queries } = await search(
      { items: [OTHER, { ...OURS, status: 'canceled' }], _metadata: more('c-1') },
      { items: [{ ...OURS, unique_identifier: 'key-3', status: 'canceled' }], _metadata: END },
    );
    expect(found).toBeUndefined();
    expect(queries).toHaveLength(2);
    expect((await search({ items: [], _metadata: END })).found).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['without an id', { ...OTHER, id: undefined }],
    ['with an empty id', { ...OTHER, id: '' }],
    ['with a number as its id', { ...OTHER, id: 7 }],
    ['without a status', { ...OTHER, status: undefined }],
    ['without a key', { ...OTHER, unique_identifier: undefined }],
    ['with an empty key', { ...OTHER, unique_identifier: '' }],
    ['with the key in another spelling', { ...OTHER, unique_identifier: `${OURS.unique_identifier} ` }],
    ['of the same order under another key', { ...OURS, unique_identifier: 'key-3' }],
  ])('may be an item that is %s: unsure', async (_, item) => {
    expect((await search({ items: [item], _metadata: END })).found).toBe('unsure');
    expect((await search({ items: [item, OTHER], _metadata: END })).found).toBe('unsure');
    const later = await search({ items: [item], _metadata: more('c-1') }, { items: [OTHER], _metadata: END });
    expect(later.found).toBe('unsure');
  });

  test.each<[string, object, number]>([
    ['has no items', { _metadata: END }, 1],
    ['does not say whether it ends', { items: [] }, 1],
    ['goes on without a cursor', { items: [], _metadata: { has_next: true } }, 1],
    ['goes on with an empty set of cursors', { items: [], _metadata: { has_next: true, cursors: {} } }, 1],
    ['turns in a circle', { items: [], _metadata: more('c-1') }, 2],
  ])('cannot be told from a list that %s: unsure', async (_, page, requests) => {
    const { found, queries } = await search(page);
    expect(found).toBe('unsure');
    expect(queries).toHaveLength(requests);
  });

  test('is searched in a hundred pages at most', async () => {
    expect(await pagesOfEndlessList()).toEqual(['unsure', 100]);
  });
});
