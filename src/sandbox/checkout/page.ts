import { Failure } from '../failure.ts';

const DEFAULT_LIMIT = 20;
const LARGEST_LIMIT = 100;

/** One page of a list, newest first. Neither default nor maximum of `limit` is documented: 20 and 100 here. */
export function pageOf<Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  query: Readonly<Record<string, unknown>>,
  show: (row: Row) => Item,
): { items: Item[]; cursor: string | null; has_more: boolean } {
  const limit = query['limit'] === undefined ? DEFAULT_LIMIT : Number(query['limit']);
  if (limit < 1) {
    throw new Failure(400, 'invalid_request', 'The query is not valid', {
      fields: { limit: [`Was ${limit}; expected 1 to ${LARGEST_LIMIT}`] },
    });
  }
  const from = query['cursor'] === undefined ? undefined : readCursor(String(query['cursor']));
  // Ids grow with time, so that rows which come in while somebody pages change nothing behind the cursor.
  const rest = rows.filter(({ id }) => from === undefined || id < from).sort((a, b) => (a.id < b.id ? 1 : -1));
  const page = rest.slice(0, Math.min(limit, LARGEST_LIMIT));
  const last = page.at(-1);
  const has_more = rest.length > page.length;
  return { items: page.map(show), cursor: has_more && last ? writeCursor(last.id) : null, has_more };
}

const writeCursor = (id: string): string => Buffer.from(JSON.stringify({ id })).toString('base64');

function readCursor(cursor: string): string {
  try {
    const { id } = JSON.parse(Buffer.from(cursor, 'base64').toString()) as { id?: unknown };
    if (typeof id === 'string') return id;
  } catch {}
  throw new Failure(400, 'invalid_request', 'The query is not valid', {
    fields: { cursor: ['This is no cursor of this list; expected one that an earlier page gave, unchanged'] },
  });
}
