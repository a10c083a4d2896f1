import type { Call } from './call.ts';
import type { CallOptions } from './options.ts';
import { createPageList, type Page, type PageList } from './page-list.ts';
import type { PathOf, QueryOf, ResultOf } from './wire-types.ts';

/** The item type of a list answer. */
export type ItemOf<Result> = Result extends { items: (infer Item)[] } ? Item : never;

/** What narrows a list; `cursor` goes on from a page that was kept. */
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
    const {
      items,
      cursor: next,
      has_more,
    } = (await call(id, { query }, options)) as unknown as CursorAnswer<Operations[Id]>;
    return { items, cursor: next ?? undefined, has_more: has_more ?? false };
  }, from);
}

/** Lists by `_metadata.cursors.after`. The cursor goes alone: the API refuses `after` beside `offset` or `before`. */
export function listByAfter<Operations, Id extends keyof Operations & string>(
  call: Call<Operations>,
  id: Id,
  { cursor: from, ...filter }: object & { readonly cursor?: string } = {},
  options?: CallOptions,
  path?: PathOf<Operations[Id]>,
): PageList<ItemOf<ResultOf<Operations[Id]>>> {
  return createPageList(async (cursor): Promise<Page<ItemOf<ResultOf<Operations[Id]>>>> => {
    const { offset: _, before: __, ...following } = filter as Record<string, unknown>;
    const query = (cursor === undefined ? filter : { ...following, after: cursor }) as unknown as QueryOf<
      Operations[Id]
    >;
    const answer = await call(id, { query, ...(path !== undefined && { path }) }, options);
    const { items, _metadata } = answer as unknown as AfterAnswer<Operations[Id]>;
    return { items, cursor: _metadata?.cursors?.after, has_more: _metadata?.has_next ?? false };
  }, from);
}

interface CursorAnswer<Op> {
  readonly items: ItemOf<ResultOf<Op>>[];
  readonly cursor?: string | null;
  readonly has_more?: boolean;
}

interface AfterAnswer<Op> {
  readonly items: ItemOf<ResultOf<Op>>[];
  readonly _metadata?: { readonly has_next?: boolean; readonly cursors?: { readonly after?: string } };
}
