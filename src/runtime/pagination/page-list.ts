import { PaginationError } from '../../errors/pagination-error.ts';
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
   * @throws {PaginationError} when the list would never end.
   * @throws whatever the method that returned the list documents.
   */
  toArray(options?: { readonly limit?: number }): Promise<T[]>;
}

/** Fetches one page, starting at a cursor. */
export type FetchPage<T> = (cursor: string | undefined) => Promise<Page<T>>;

/** @throws {PaginationError} while iterating, when a cursor repeats, or is missing although there is more. */
export function createPageList<T>(fetchPage: FetchPage<T>, from: string | undefined): PageList<T> {
  let first: Promise<Page<T>> | undefined;
  async function* pages(): AsyncGenerator<Page<T>> {
    const seen = new Set<string>(from === undefined ? [] : [from]);
    let cursor = from;
    for (;;) {
      const page = await fetchPage(cursor);
      yield page;
      if (!page.has_more) return;
      cursor = page.cursor;
      if (!cursor) throw new PaginationError('The list says that there is more, but gives no cursor to go on with.');
      if (seen.has(cursor))
        throw new PaginationError('The list gave a cursor that it gave before: it would never end.');
      seen.add(cursor);
    }
  }
  return {
    pages,
    [Symbol.asyncIterator]: () => iterateItems(pages()),
    // biome-ignore lint/suspicious/noThenProperty: `await list` is the first page, as other clients have it.
    then(onPage, onError) {
      first ??= fetchPage(from);
      return first.then(onPage, onError);
    },
    async toArray({ limit = Number.POSITIVE_INFINITY } = {}) {
      const all: T[] = [];
      if (limit <= 0) return all;
      for await (const page of pages()) {
        for (const item of page.items) {
          all.push(item);
          if (all.length >= limit) return all;
        }
      }
      return all;
    },
  };
}
