import { describe, expect, test } from 'vitest';
import type { Page } from '../../../src/index.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { type Loopback, startLoopback } from '../../support/loopback.ts';

const queries = (server: Loopback) =>
  server.calls().map(({ url }) => Object.fromEntries(new URLSearchParams(url.split('?')[1])));

const item = (id: string) => ({ id, amount: 1000, currency: 'EUR', status: 'paid' });

/** Orders a to f on three pages. */
const threePages = () =>
  startLoopback(({ url }) => {
    const cursor = new URL(url, 'http://h').searchParams.get('cursor');
    if (cursor === null) return { json: { items: [item('a'), item('b')], cursor: 'c1', has_more: true } };
    if (cursor === 'c1') return { json: { items: [item('c'), item('d')], cursor: 'c2', has_more: true } };
    return { json: { items: [item('e'), item('f')], cursor: null, has_more: false } };
  });

async function idsOf(list: AsyncIterable<{ readonly id?: string }>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id = '' } of list) ids.push(id);
  return ids;
}

describe('a list by cursor and has_more', () => {
  test('is walked to its end, page by page, with the same filter', async () => {
    const server = await threePages();
    expect(await idsOf(checkoutAt(server.url).orders.list({ status: ['paid'], limit: 2 }))).toEqual([...'abcdef']);
    const filter = { 'status[]': 'paid', limit: '2' };
    expect(queries(server)).toEqual([filter, { ...filter, cursor: 'c1' }, { ...filter, cursor: 'c2' }]);
  });

  test('returns the first page when awaited, which is requested once', async () => {
    const server = await threePages();
    const list = checkoutAt(server.url).orders.list();
    const page = await list;
    expect(page).toEqual({ items: [item('a'), item('b')], cursor: 'c1', has_more: true });
    expect(await list).toBe(page);
    expect(server.calls()).toHaveLength(1);
  });

  test('requests nothing until it is used', async () => {
    const server = await threePages();
    checkoutAt(server.url).orders.list();
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.requests).toEqual([]);
  });

  test('yields each page from pages() with its cursor, from which a later list can continue', async () => {
    const server = await threePages();
    const { orders } = checkoutAt(server.url);
    const pages: Page<unknown>[] = [];
    for await (const page of orders.list().pages()) pages.push(page);
    expect(pages.map(({ cursor, has_more }) => [cursor, has_more])).toEqual([
      ['c1', true],
      ['c2', true],
      [undefined, false],
    ]);
    const [first] = pages;
    expect(await idsOf(orders.list({ cursor: first?.cursor as string }))).toEqual([...'cdef']);
  });

  test('requests no further page when the loop is left', async () => {
    const server = await threePages();
    for await (const { id } of checkoutAt(server.url).orders.list()) if (id === 'b') break;
    expect(server.calls()).toHaveLength(1);
  });

  test('returns all items from toArray, or as many as its limit, without requesting an extra page', async () => {
    const server = await threePages();
    const { orders } = checkoutAt(server.url);
    expect((await orders.list().toArray()).map(({ id }) => id)).toEqual([...'abcdef']);
    for (const [limit, ids, requested] of [
      [0, '', 0],
      [1, 'a', 1],
      [2, 'ab', 1],
      [3, 'abc', 2],
      [99, 'abcdef', 3],
    ] as const) {
      const before = server.calls().length;
      expect((await orders.list().toArray({ limit })).map(({ id }) => id)).toEqual([...ids]);
      expect(server.calls().length - before).toBe(requested);
    }
  });

  test('can be iterated twice: each iteration starts over', async () => {
    const server = await threePages();
    const list = checkoutAt(server.url).orders.list();
    expect(await idsOf(list)).toEqual(await idsOf(list));
  });

  test('passes the options of the call to every page', async () => {
    const server = await threePages();
    await idsOf(checkoutAt(server.url).orders.list({}, { headers: { 'X-Trace': '7' } }));
    expect(server.calls().map(({ headers }) => headers['x-trace'])).toEqual(['7', '7', '7']);
  });
});

describe('a list that would never end is a PaginationError', () => {
  test.each<[string, (index: number) => object]>([
    ['the same cursor again', () => ({ items: [item('a')], cursor: 'same', has_more: true })],
    ['a cursor from before', (index) => ({ items: [item('a')], cursor: `c${index % 3}`, has_more: true })],
  ])('%s', async (_, page) => {
    const server = await startLoopback((__, index) => ({ json: page(index) }));
    const error = await errorOf(checkoutAt(server.url).orders.list().toArray());
    expect(error).toMatchObject({ name: 'PaginationError', code: 'pagination' });
    expect(server.calls().length).toBeLessThanOrEqual(4);
  });

  test.each([null, undefined, ''])(
    'more pages, but the cursor is %o: the received items come first',
    async (cursor) => {
      const server = await startLoopback(() => ({ json: { items: [item('a')], cursor, has_more: true } }));
      const ids: string[] = [];
      const walk = async () => {
        for await (const { id } of checkoutAt(server.url).orders.list()) ids.push(id);
      };
      expect(await errorOf(walk())).toMatchObject({ name: 'PaginationError' });
      expect(ids).toEqual(['a']);
    },
  );

  test('the cursor that it was resumed with is returned again', async () => {
    const server = await startLoopback(() => ({ json: { items: [], cursor: 'c1', has_more: true } }));
    const error = await errorOf(checkoutAt(server.url).orders.list({ cursor: 'c1' }).toArray());
    expect(error).toMatchObject({ name: 'PaginationError' });
  });

  test('with after: has_next without a cursor, and a repeated cursor', async () => {
    const metadata = [{ has_next: true }, { has_next: true, cursors: { after: 'same' } }];
    for (const _metadata of metadata) {
      const server = await startLoopback(() => ({
        json: { items: [{ id: '1' }], _metadata: { total: 9, ..._metadata } },
      }));
      expect(await errorOf(recurringAt(server.url).notifications.list().toArray())).toMatchObject({
        name: 'PaginationError',
      });
    }
  });
});

describe('a list by _metadata.cursors.after and has_next', () => {
  /** Notifications 1 to 5 on three pages; `after` is the id of the last one, as in the published sample. */
  const notifications = () =>
    startLoopback(({ url }) => {
      const after = Number(new URL(url, 'http://h').searchParams.get('after') ?? 0);
      const items = [1, 2].map((step) => after + step).filter((id) => id <= 5);
      const last = String(items.at(-1));
      return {
        json: {
          items: items.map((id) => ({ id: String(id), event: 'payment_request.captured', data: {} })),
          _metadata: { total: 5, offset: 0, limit: 2, has_next: last !== '5', cursors: { after: last, before: '0' } },
        },
      };
    });

  test('is walked to its end, though the last page has a cursor too', async () => {
    const server = await notifications();
    expect(await idsOf(recurringAt(server.url).notifications.list({ status: 'new', limit: 2 }))).toEqual([...'12345']);
    const filter = { status: 'new', limit: '2' };
    expect(queries(server)).toEqual([filter, { ...filter, after: '2' }, { ...filter, after: '4' }]);
  });

  test('never sends after beside offset or before, not even offset 0', async () => {
    const server = await notifications();
    const { notifications: list } = recurringAt(server.url);
    await idsOf(list.list({ limit: 2, offset: 0 } as never));
    await idsOf(list.list({ limit: 2, before: '9' }));
    await idsOf(list.list({ offset: 4, cursor: '2' } as never));
    for (const query of queries(server)) {
      if ('after' in query) expect(query).not.toHaveProperty('offset');
      if ('after' in query) expect(query).not.toHaveProperty('before');
    }
    expect(queries(server).filter((query) => 'after' in query)).toHaveLength(6);
  });

  test('continues from { cursor }, which is sent as after', async () => {
    const server = await notifications();
    expect(await idsOf(recurringAt(server.url).notifications.list({ cursor: '2' }))).toEqual([...'345']);
    expect(queries(server)[0]).toEqual({ after: '2' });
  });

  test('keeps its path', async () => {
    const server = await startLoopback(({ url }) => ({
      json: {
        items: [{ key: 'card' }],
        _metadata: url.includes('after')
          ? { total: 2, has_next: false }
          : { total: 2, has_next: true, cursors: { after: 'x' } },
      },
    }));
    expect(await recurringAt(server.url).paymentRequests.methods('abc').toArray()).toHaveLength(2);
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/checkout/rest/v1/payment-requests/abc/methods',
      '/checkout/rest/v1/payment-requests/abc/methods?after=x',
    ]);
  });

  test('without has_next continues as long as there is a cursor, and ends with the first empty page', async () => {
    const server = await startLoopback((_, index) => ({
      json:
        index < 2
          ? { items: [{ id: String(index) }], _metadata: { total: 2, cursors: { after: String(index) } } }
          : { items: [], _metadata: { total: 2 } },
    }));
    expect(await idsOf(recurringAt(server.url).notifications.list())).toEqual(['0', '1']);
  });

  test('without _metadata is one page', async () => {
    const server = await startLoopback(() => ({ json: { items: [{ id: '1' }] } }));
    expect(await recurringAt(server.url).notifications.list()).toEqual({
      items: [{ id: '1' }],
      cursor: undefined,
      has_more: false,
    });
  });
});

describe('a response without items is not an empty list', () => {
  test.each([{}, { items: null }, { items: {} }, null, []])('%j', async (json) => {
    const server = await startLoopback(() => ({ json }));
    for (const list of [checkoutAt(server.url).orders.list(), recurringAt(server.url).notifications.list()]) {
      expect(await errorOf(list.toArray())).toMatchObject({ name: 'ResponseValidationError' });
    }
  });
});
