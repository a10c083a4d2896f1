import { ResponseValidationError } from '../../errors/api/response-validation-error.ts';
import type { ItemOf, PathOf, QueryOf, ResultOf } from '../../wire/operation-types.ts';
import type { Call } from '../call/wire-types.ts';
import type { CallOptions } from '../options.ts';
import { kindOf } from '../validation/kind-of.ts';
import type { Page } from './page.ts';
import { createPageList, type PageList } from './page-list.ts';

/** What narrows a list. `cursor` resumes after a page whose cursor was stored. */
export type Filter<Op> = Omit<NonNullable<QueryOf<Op>>, 'cursor' | 'after' | 'offset'> & { readonly cursor?: string };

/** Lists by `cursor` and `has_more`. */
export function listByCursor<Operations, Id extends keyof Operations & string>(
  call: Call<Operations>,
  id: Id,
  { cursor: from, ...filter }: object & { readonly cursor?: string } = {},
  options?: CallOptions,
): PageList<ItemOf<ResultOf<Operations[Id]>>> {
  return createPageList(async (cursor) => {
    const query = { ...filter, ...(cursor !== undefined && { cursor }) } as unknown as QueryOf<Operations[Id]>;
    const response = (await call(id, { query }, options)) as unknown as CursorAnswer;
    const items = requireItems<ItemOf<ResultOf<Operations[Id]>>>(id, response);
    return page(items, response.cursor ?? undefined, response.has_more);
  }, from);
}

/** Lists by `_metadata.cursors.after`. The cursor is sent alone: the API rejects `after` beside `offset` or `before`. */
export function listByAfter<Operations, Id extends keyof Operations & string>(
  call: Call<Operations>,
  id: Id,
  { cursor: from, ...filter }: object & { readonly cursor?: string } = {},
  options?: CallOptions,
  path?: PathOf<Operations[Id]>,
): PageList<ItemOf<ResultOf<Operations[Id]>>> {
  return createPageList(async (cursor) => {
    const { offset: _, before: __, ...following } = filter as Record<string, unknown>;
    const query = (cursor === undefined ? filter : { ...following, after: cursor }) as unknown as QueryOf<
      Operations[Id]
    >;
    const response = (await call(
      id,
      { query, ...(path !== undefined && { path }) },
      options,
    )) as unknown as AfterAnswer;
    const items = requireItems<ItemOf<ResultOf<Operations[Id]>>>(id, response);
    return page(items, response._metadata?.cursors?.after, response._metadata?.has_next);
  }, from);
}

interface CursorAnswer {
  readonly cursor?: string | null;
  readonly has_more?: boolean;
}

interface AfterAnswer {
  readonly _metadata?: { readonly has_next?: boolean; readonly cursors?: { readonly after?: string } };
}

/** When the response does not say whether there is more, a cursor after some items does. */
function page<T>(items: T[], cursor: string | undefined, more: boolean | undefined): Page<T> {
  return { items, cursor, has_more: more ?? (Boolean(cursor) && items.length > 0) };
}

/** @throws {ResponseValidationError} A response without `items` is not an empty list. */
function requireItems<T>(operation: string, response: unknown): T[] {
  const { items } = (response ?? {}) as { items?: unknown };
  if (Array.isArray(items)) return items as T[];
  throw new ResponseValidationError(
    `${operation} succeeded, but its response has no list of items. Do not treat it as an empty list; the response is in \`data\`.`,
    [{ path: 'items', expected: 'a list', received: kindOf(items) }],
    response,
    { operation },
  );
}
