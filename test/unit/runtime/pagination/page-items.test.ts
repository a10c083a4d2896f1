import { expect, test } from 'vitest';
import { iterateItems } from '../../../../src/runtime/pagination/page-items.ts';

/** Pages of these items; `closed` tells whether the walk was given up, `asked` how many pages were fetched. */
function pagesOf(...pages: (string[] | Error)[]) {
  const calls = { pages: 0, closed: false };
  async function* walk() {
    try {
      for (const items of pages) {
        calls.pages++;
        await new Promise(setImmediate);
        if (items instanceof Error) throw items;
        yield { items, cursor: undefined, has_more: false };
      }
    } finally {
      calls.closed = true;
    }
  }
  return { calls, items: iterateItems(walk()) };
}

const done = { value: undefined, done: true };
const item = (value: string) => ({ value, done: false });

test('items requested concurrently arrive in the order of the requests', async () => {
  const { items } = pagesOf(['a', 'b'], [], ['c']);
  const requested = Array.from({ length: 5 }, () => items.next());
  expect(await Promise.all(requested)).toEqual([item('a'), item('b'), item('c'), done, done]);
});

test('an item requested just as a page arrives is served after those that waited for the page', async () => {
  const { items } = pagesOf(['a', 'b', 'c']);
  const first = items.next();
  const second = items.next();
  const third = first.then(() => items.next());
  expect(await Promise.all([first, second, third])).toEqual([item('a'), item('b'), item('c')]);
});

test('a page is fetched when its first item is requested', async () => {
  const { items, calls } = pagesOf(['a', 'b'], ['c']);
  await items.next();
  await items.next();
  expect(calls.pages).toBe(1);
  await items.next();
  expect(calls.pages).toBe(2);
});

test('leaving the loop ends the paging, and no item follows', async () => {
  const { items, calls } = pagesOf(['a', 'b'], ['c']);
  for await (const _ of items) break;
  expect(calls).toEqual({ pages: 1, closed: true });
  expect(await items.next()).toEqual(done);
});

test('leaving while a page is in flight waits for it, and returns none of its items to later requests', async () => {
  const { items, calls } = pagesOf(['a', 'b'], ['c']);
  const results = await Promise.all([items.next(), items.return?.(), items.next()]);
  expect(results).toEqual([item('a'), done, done]);
  expect(calls).toEqual({ pages: 1, closed: true });
});

test('a page that cannot be fetched rejects once, then the iteration is over', async () => {
  const { items } = pagesOf(['a'], new Error('no page'), ['c']);
  const results = await Promise.allSettled([items.next(), items.next(), items.next()]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await items.next()).toEqual(done);
});
