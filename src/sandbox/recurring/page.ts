import { ApiFailure } from '../http/failure.ts';

const DEFAULT_LIMIT = 20;

interface Page<Item> {
  items: Item[];
  _metadata: Record<string, unknown>;
}

/** One page of a Recurring Billing list, by exactly one of `offset`, `after` and `before`. */
export function offsetPage<Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  query: Readonly<Record<string, unknown>>,
  show: (row: Row) => Item,
): Page<Item> {
  const cursors = ['after', 'before', 'offset'].filter((name) => query[name] !== undefined);
  if (cursors.length > 1)
    throw invalidQuery(cursors[1] ?? '', `Only one cursor is supported, but ${cursors.join(' and ')} were sent`);
  const order_by = String(query['order_by'] ?? 'id');
  if (order_by !== 'id' && order_by !== 'created_at')
    throw invalidQuery('order_by', `Was ${JSON.stringify(order_by)}; expected id or created_at`);
  const order_direction = String(query['order_direction'] ?? 'desc').toLowerCase();
  const limit = query['limit'] === undefined ? DEFAULT_LIMIT : Number(query['limit']);
  // Rows are stored in insertion order, which is the order of both fields.
  const sorted = order_direction === 'desc' ? rows.toReversed() : [...rows];

  const [start, end] = range(sorted, query, limit);
  const items = sorted.slice(start, end);
  const [first, last] = [items.at(0), items.at(-1)];
  return {
    items: items.map(show),
    _metadata: {
      total: rows.length,
      ...(query['after'] === undefined && query['before'] === undefined && { offset: start }),
      limit,
      order_by,
      order_direction,
      has_next: end < sorted.length,
      has_previous: start > 0,
      ...(first && last && { cursors: { after: last.id, before: first.id } }),
    },
  };
}

function range(
  sorted: readonly { readonly id: string }[],
  query: Readonly<Record<string, unknown>>,
  limit: number,
): [number, number] {
  const { after, before, offset } = query;
  if (after !== undefined) {
    const start = indexOf(sorted, 'after', after) + 1;
    return [start, Math.min(sorted.length, start + limit)];
  }
  if (before !== undefined) {
    const end = indexOf(sorted, 'before', before);
    return [Math.max(0, end - limit), end];
  }
  const start = Number(offset ?? 0);
  return [start, Math.min(sorted.length, start + limit)];
}

function indexOf(sorted: readonly { readonly id: string }[], name: string, cursor: unknown): number {
  const index = sorted.findIndex(({ id }) => id === cursor);
  if (index < 0)
    throw invalidQuery(name, 'Not a cursor of this list; expected the unchanged cursor of an earlier page');
  return index;
}

function invalidQuery(field: string, description: string): ApiFailure {
  return new ApiFailure(400, 'invalid_parameters', description, { fields: { [field]: [description] } });
}
