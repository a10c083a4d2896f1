import type { Operation } from './step.ts';

/** Makes another answer of an answer of success. Undefined: it has nothing to edit there. */
export type Edit = (operation: Operation, body: unknown, query: URLSearchParams) => unknown;

type Row = Record<string, unknown>;

/** An edit of each thing that an answer shows, by itself or in a list. */
function ofEach(edit: (row: Row, operation: Operation) => Row | undefined): Edit {
  return (operation, body) => {
    if (operation === 'token') return undefined;
    const { items } = body as { items?: readonly Row[] };
    if (!items) return edit(body as Row, operation);
    const edited = items.map((row) => edit(row, operation));
    return edited.some((row) => row) ? { ...(body as Row), items: edited.map((row, i) => row ?? items[i]) } : undefined;
  };
}

/** An edit of one field, in the thing itself or in its `purchase` or `price`. */
function ofField(name: string, edit: (value: unknown) => unknown, without: readonly Operation[] = []): Edit {
  const among = (row: Row): Row | undefined => {
    if (row[name] === undefined) return undefined;
    const { [name]: value, ...rest } = row;
    const edited = edit(value);
    return edited === undefined ? rest : { ...rest, [name]: edited };
  };
  return ofEach((row, operation) => {
    if (without.includes(operation)) return undefined;
    for (const nested of ['purchase', 'price']) {
      const inner = row[nested] && among(row[nested] as Row);
      if (inner) return { ...row, [nested]: inner };
    }
    return among(row);
  });
}

const list =
  (edit: (page: Row, query: URLSearchParams) => Row | undefined): Edit =>
  (operation, body, query) =>
    operation.startsWith('list') ? edit(body as Row, query) : undefined;

/** Says that another page follows, from `cursor` on. */
function followedBy(page: Row, cursor: string): Row {
  const { _metadata } = page;
  return _metadata
    ? { ...page, _metadata: { ...(_metadata as Row), has_next: true, cursors: { after: cursor } } }
    : { ...page, cursor, has_more: true };
}

const hasMore = ({ has_more, _metadata }: Row) =>
  has_more === true || (_metadata as Row | undefined)?.['has_next'] === true;
const BEHIND_THE_END = '999999';
const isBehindTheEnd = (query: URLSearchParams) => (query.get('cursor') ?? query.get('after')) === BEHIND_THE_END;
const first = (query: URLSearchParams) => !query.has('cursor') && !query.has('after');
const isoOf = (seconds: unknown) => (typeof seconds === 'number' ? new Date(seconds * 1000).toISOString() : seconds);

/** Answers that are spelled another way than the documents have it. */
export const ODD = {
  'amounts as text': ofField('amount', String),
  'currencies in lower case': ofField('currency', (currency) => String(currency).toLowerCase()),
  'times in ISO 8601': ofField('created_at', isoOf),
  'no times': ofField('created_at', () => undefined),
  'references trimmed': ofField('reference', (reference) => String(reference).trim()),
  'references as numbers': ofField('reference', (reference) => Number(reference) || reference),
  'nothing of a thing but its braces': ofEach((_, operation) => (operation.startsWith('get') ? {} : undefined)),
} as const satisfies Readonly<Record<string, Edit>>;

/** Answers to another call. */
export const FOREIGN = {
  'another amount': ofField('amount', (amount) => (typeof amount === 'string' ? '1' : Number(amount) + 1)),
  'another currency': ofField('currency', () => 'USD'),
  'another reference': ofField('reference', () => 'B-2'),
  'another order': ofField('order_id', () => 'id-another', ['createOrder']),
  'another id': ofField('id', () => 'id-another', ['createRequest', 'listOrders', 'listRequests']),
  'another key': ofField('unique_identifier', () => 'KEY-another'),
} as const satisfies Readonly<Record<string, Edit>>;

/** Lists that are longer than their things. */
export const LISTS = {
  'an empty page at the end': list((page, query) =>
    hasMore(page) || isBehindTheEnd(query) ? undefined : followedBy(page, BEHIND_THE_END),
  ),
  'the first page twice': list((page, query) => (first(query) ? followedBy(page, '0') : undefined)),
} as const satisfies Readonly<Record<string, Edit>>;
