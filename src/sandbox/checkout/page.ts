import { fieldsOf } from '../../wire/fields-of.ts';
import { ApiFailure } from '../http/failure.ts';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** One page of a list, newest first. Paysera documents neither the default nor the maximum of `limit`: 20 and 100 here. */
export function cursorPage<Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  query: Readonly<Record<string, unknown>>,
  show: (row: Row) => Item,
): { items: Item[]; cursor: string | null; has_more: boolean } {
  const limit = query['limit'] === undefined ? DEFAULT_LIMIT : Number(query['limit']);
  if (limit < 1) {
    throw new ApiFailure(400, 'invalid_request', 'Validation failed', {
      fields: { limit: [`Was ${limit}; expected 1 to ${MAX_LIMIT}`] },
    });
  }
  const from = query['cursor'] === undefined ? undefined : readCursor(String(query['cursor']));
  // Ids increase over time, so rows added during paging do not affect later pages.
  const remaining = rows.filter(({ id }) => from === undefined || id < from).sort((a, b) => (a.id < b.id ? 1 : -1));
  const page = remaining.slice(0, Math.min(limit, MAX_LIMIT));
  const last = page.at(-1);
  const has_more = remaining.length > page.length;
  return { items: page.map(show), cursor: has_more && last ? writeCursor(last.id) : null, has_more };
}

const writeCursor = (id: string): string => btoa(JSON.stringify({ id }));

function readCursor(cursor: string): string {
  try {
    const { id } = fieldsOf(JSON.parse(atob(cursor)));
    if (typeof id === 'string') return id;
  } catch {}
  throw new ApiFailure(400, 'invalid_request', 'Validation failed', {
    fields: { cursor: ['Not a cursor of this list; expected the unchanged cursor of an earlier page'] },
  });
}
