import { assertKnown } from '../../errors/known-options.ts';
import { loaded } from '../../errors/not-loaded.ts';
import { showing } from '../call/caller.ts';
import type { Page } from './page.ts';
import { iterateItems } from './page-items.ts';

/** A list that has not been fetched yet. Await it for the first page, or iterate over it for all items. */
export interface PageList<T> extends PromiseLike<Page<T>>, AsyncIterable<T> {
  /**
   * Page by page, each with its cursor. Safe to retry: it starts over.
   *
   * @throws {PaginationError} when the list would never end.
   * @throws whatever the method that returned the list documents.
   */
  pages(): AsyncIterable<Page<T>>;
  /**
   * All items, or at most `limit`. Safe to retry: it starts over.
   *
   * @throws {ConfigurationError} when an option does not exist.
   * @throws {PaginationError} when the list would never end.
   * @throws whatever the method that returned the list documents.
   */
  toArray(options?: { readonly limit?: number }): Promise<T[]>;
}

/** A page, and the response that it was made of. */
export interface FetchedPage<T> {
  readonly page: Page<T>;
  readonly response: object;
}

/** Fetches one page, starting at a cursor. */
export type FetchPage<T> = (cursor: string | undefined) => Promise<FetchedPage<T>>;

/** @throws {PaginationError} while iterating, when a cursor repeats, or is missing although there is more. */
export function createPageList<T>(fetchPage: FetchPage<T>, from: string | undefined): PageList<T> {
  const endless = async (last: FetchedPage<T>): Promise<never> => {
    throw (await loaded(import('./endless-list.ts'))).endlessList(last.page, last.response);
  };
  const firstPage = () => fetchPage(from).then(({ page }) => page);
  let first: Promise<Page<T>> | undefined;
  // An `await` calls `then` in a microtask of its own. Whoever calls it before is shown in an error: `await` shows itself.
  let isNew = true;
  queueMicrotask(() => {
    isNew = false;
  });
  async function* pages(): AsyncGenerator<Page<T>> {
    const seen = new Set<string>(from === undefined ? [] : [from]);
    let cursor = from;
    for (;;) {
      const fetched = await fetchPage(cursor);
      const { page } = fetched;
      yield page;
      if (!page.has_more) return;
      cursor = page.cursor;
      if (!cursor || seen.has(cursor)) return showing(endless(fetched));
      seen.add(cursor);
    }
  }
  async function upTo(options: { readonly limit?: number } = {}): Promise<T[]> {
    assertKnown('toArray', options, ['limit']);
    const { limit = Number.POSITIVE_INFINITY } = options;
    const all: T[] = [];
    if (limit <= 0) return all;
    for await (const page of pages()) {
      for (const item of page.items) {
        all.push(item);
        if (all.length >= limit) return all;
      }
    }
    return all;
  }
  return {
    pages,
    [Symbol.asyncIterator]: () => iterateItems(pages()),
    // biome-ignore lint/suspicious/noThenProperty: `await list` is the first page, as other clients have it.
    then(onPage, onError) {
      first ??= isNew ? showing(firstPage()) : firstPage();
      return first.then(onPage, onError);
    },
    toArray: (options) => showing(upTo(options)),
  };
}
