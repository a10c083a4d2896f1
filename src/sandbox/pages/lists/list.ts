/** What a list shows, as its URL says: a link to it can be shared, and Back leads to what was shown before. */
export interface ListQuery {
  /** What to search for. */
  readonly q: string;
  /** The status to show; empty for all. */
  readonly status: string;
  /** The id of an order or payment request; empty for all. */
  readonly about: string;
  /** The id of the first row of the page; empty for the newest. */
  readonly from: string;
}

export function listQuery(url: string): ListQuery {
  const { searchParams } = new URL(url);
  const of = (name: string) => (searchParams.get(name) ?? '').trim();
  return { q: of('q'), status: of('status'), about: of('about'), from: of('from') };
}

/** The address of a list that shows something else. */
export function listAddress(path: string, query: Partial<ListQuery>): string {
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}

/** One page of a list. */
export interface Listed<Row> {
  readonly rows: readonly Row[];
  /** The place of the first row among those found, from 1. */
  readonly first: number;
  /** How many rows the search and the status leave. */
  readonly total: number;
  /** How many rows the search leaves, by status. */
  readonly counts: ReadonlyMap<string, number>;
  /** `from` of the pages before and after; undefined when there is none. */
  readonly newer: string | undefined;
  readonly older: string | undefined;
}

const SHOWN = 50;

/** Says whether a search finds a text or an id. */
export interface Finder {
  text(value: string | undefined): boolean;
  id(value: string): boolean;
}

// Shorter ones are found somewhere in most ids.
const SHORTEST_PART_OF_ID = 6;

function finderOf(q: string): Finder {
  // Without regard to case, and taken literally.
  const words = new RegExp(q.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
  return {
    text: (value) => value !== undefined && words.test(value),
    id: (value) => q.length >= SHORTEST_PART_OF_ID && words.test(value),
  };
}

/** The page of `rows` (oldest first) that `query` asks for, newest first. */
export function listed<Row extends { readonly id: string }>(
  rows: readonly Row[],
  query: ListQuery,
  { statusOf, matches }: { statusOf(row: Row): string; matches(row: Row, finder: Finder): boolean },
): Listed<Row> {
  const finder = query.q === '' ? undefined : finderOf(query.q);
  const counts = new Map<string, number>();
  const found: Row[] = [];
  let place = 0;
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index];
    if (!row || (finder && !matches(row, finder))) continue;
    const status = statusOf(row);
    counts.set(status, (counts.get(status) ?? 0) + 1);
    if (query.status !== '' && status !== query.status) continue;
    if (row.id === query.from) place = found.length;
    found.push(row);
  }
  const page = found.slice(place, place + SHOWN);
  return {
    rows: page,
    first: place + 1,
    total: found.length,
    counts,
    newer: place === 0 ? undefined : place <= SHOWN ? '' : found[place - SHOWN]?.id,
    older: found[place + SHOWN]?.id,
  };
}
