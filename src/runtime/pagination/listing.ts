import { loaded } from '../../errors/not-loaded.ts';
import type { QueryOf } from '../../wire/operation-types.ts';
import { showing } from '../call/caller.ts';
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

/** Fetches a page by its query. */
type FetchByQuery<Query, Response> = (query: Query) => Promise<Response>;

/** Lists by `cursor` and `has_more`. */
export function listByCursor<T, F extends CursorQuery>(
  operation: string,
  filter: F | undefined,
  fetchPage: FetchByQuery<F | CursorQuery, CursorResponse<T>>,
): PageList<T> {
  const fetchAt = async (cursor: string | undefined) => {
    const response = await fetchPage({ ...filter, ...(cursor !== undefined && { cursor }) });
    if (!hasItems(response)) return showing(withoutItems(operation, response));
    return page(response, response.items, response.cursor ?? undefined, response.has_more);
  };
  return createPageList(fetchAt, filter?.cursor);
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
  fetchPage: FetchByQuery<AfterQuery<F>, AfterResponse<T>>,
): PageList<T> {
  const fetchAt = async (after: string | undefined) => {
    const response = await fetchPage(afterQuery(filter, after));
    if (!hasItems(response)) return showing(withoutItems(operation, response));
    return page(response, response.items, response._metadata?.cursors?.after, response._metadata?.has_next);
  };
  return createPageList(fetchAt, filter?.cursor);
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

function hasItems<R extends ListResponse<unknown>>(
  response: R,
): response is R & { readonly items: NonNullable<R['items']> } {
  return Array.isArray(response.items);
}

/** The error of a response without `items`, which is not an empty list. */
async function withoutItems(operation: string, response: object): Promise<never> {
  const { withoutList } = await loaded(import('../validation/unusable-response.ts'));
  throw withoutList(operation, response);
}
