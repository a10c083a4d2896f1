/** A request as it reached the server, whichever way. */
export interface Arrived {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  header(name: string): string | undefined;
  readonly body: string;
}

/** What the server answers. */
export interface ModelResponse {
  readonly status: number;
  readonly body: unknown;
}

/** A request, taken apart. */
export interface ModelRequest {
  readonly method: string;
  readonly id: string | undefined;
  readonly action: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  readonly query: URLSearchParams;
  /** Its `Idempotency-Key`. */
  readonly key: string | undefined;
  /** The call that sent it, where its client says so. */
  readonly call: string | undefined;
  /** Milliseconds after which what it asks for is done; what has to be checked is checked on arrival. */
  readonly late: number;
}

/** Names the call that a request belongs to, so that the books can say who made what. */
export const CALL_HEADER = 'x-call';

/** What each API needs of the server it belongs to. */
export interface Host {
  /** Milliseconds since 1970. */
  now(): number;
  id(): string;
  later(ms: number, act: () => void): void;
  /** Milliseconds until a list shows what was made. */
  readonly searchLag: number;
  /** Items on a page at most. */
  readonly pageSize: number;
}

export function refuse(status: number, error: string): ModelResponse {
  return { status, body: { error, error_description: error.replaceAll('_', ' ') } };
}

interface PageOf<T> {
  readonly items: readonly T[];
  readonly cursor: string | undefined;
  readonly has_more: boolean;
}

const PAGE_BY_DEFAULT = 20;

/** One page from the cursor on: a number of items, so that a list that grows meanwhile shifts. */
export function page<T>(items: readonly T[], query: URLSearchParams, most: number): PageOf<T> {
  const from = Number(query.get('cursor') ?? query.get('after') ?? 0);
  const to = from + Math.min(Number(query.get('limit') ?? PAGE_BY_DEFAULT), most);
  const has_more = items.length > to;
  return { items: items.slice(from, to), cursor: has_more ? String(to) : undefined, has_more };
}
