import type { QueryOf } from '../../wire/operation-types.ts';
import { passOn } from '../call/metadata.ts';
import { createPageList, type FetchedPage, type PageList } from './page-list.ts';

/** What narrows a list. `cursor` resumes after a page whose cursor was stored. */
export type Filter<Op> = Omit<NonNullable<QueryOf<Op>>, 'cursor' | 'after' | 'offset'> & {
  readonly cursor?: string | undefined;
};

interface ListResponse<T> {
  readonly items?: T[] | null;
}

interface CursorResponse<T> extends ListResponse<T> {
  readonly cursor?: string | null;
  readonly has_more?: boolean;
}

interface AfterResponse<T> extends ListResponse<T> {
  readonly _metadata?: { readonly has_next?: boolean; readonly cursors?: { readonly after?: string } };
}

/** A query that names the page to start from. */
type CursorQuery = { readonly cursor?: string | undefined };

/** Lists by `cursor` and `has_more`. */
export function listByCursor<T, F extends CursorQuery>(
  operation: string,
  filter: F | undefined,
  fetchPage: (query: F | CursorQuery) => Promise<CursorResponse<T>>,
): PageList<T> {
  return createPageList(async (cursor) => {
    const response = await fetchPage({ ...filter, ...(cursor !== undefined && { cursor }) });
    const items = await itemsOf(operation, response);
    return page(response, items, response.cursor ?? undefined, response.has_more);
  }, filter?.cursor);
}

type AfterFilter = CursorQuery & { readonly offset?: unknown; readonly before?: unknown };
type AfterQuery<F> =
  | { readonly after?: string }
  | Omit<F, 'cursor'>
  | (Omit<F, 'cursor' | 'offset' | 'before'> & { readonly after: string });

/** Lists by `_metadata.cursors.after`. The cursor is sent alone: the API rejects `after` beside `offset` or `before`. */
export function listByAfter<T, F extends AfterFilter>(
  operation: string,
  filter: F | undefined,
  fetchPage: (query: AfterQuery<F>) => Promise<AfterResponse<T>>,
): PageList<T> {
  return createPageList(async (after) => {
    const response = await fetchPage(afterQuery(filter, after));
    const items = await itemsOf(operation, response);
    return page(response, items, response._metadata?.cursors?.after, response._metadata?.has_next);
  }, filter?.cursor);
}

function afterQuery<F extends AfterFilter>(filter: F | undefined, after: string | undefined): AfterQuery<F> {
  if (!filter) return after === undefined ? {} : { after };
  const { cursor: _, ...first } = filter;
  if (after === undefined) return first;
  const { cursor: __, offset: ___, before: ____, ...following } = filter;
  return { ...following, after };
}

/** When the response does not say whether there is more, a cursor after some items does. */
function page<T>(response: object, items: T[], cursor: string | undefined, more: boolean | undefined): FetchedPage<T> {
  const page = { items, cursor, has_more: more ?? (Boolean(cursor) && items.length > 0) };
  return { response, page: passOn(response, page) };
}

/** @throws {ResponseValidationError} A response without `items` is not an empty list. */
async function itemsOf<T>(operation: string, response: ListResponse<T>): Promise<T[]> {
  const items = response.items;
  if (Array.isArray(items)) return items;
  throw (await import('../validation/unusable-response.ts')).withoutList(operation, response);
}
