import type { MacCheck } from '../recurring/mac-check.ts';

/** A request and its response, for people to read, without secrets. */
export interface Exchange {
  /** The sandbox's id of the exchange. */
  readonly id: string;
  /** Milliseconds, on the sandbox's clock. */
  readonly at: number;
  /** The operation's id in the OpenAPI document. */
  readonly operation: string;
  /** The id of the order or payment request that it is about, if it is about one. */
  readonly about?: string;
  /** HTTP method. */
  readonly method: string;
  /** The requested URL. */
  readonly url: string;
  /** The request's `headers` and `body`. */
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** HTTP `status`, `headers` and `body`; absent when a fault suppressed the response. */
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** Milliseconds of real time that it took. */
  readonly duration: number;
  /** The fault that was applied, in words. */
  readonly fault?: string;
  /** How the MAC was checked, for a call that has one. */
  readonly mac?: MacCheck;
}

/** The latest exchanges. */
export interface Exchanges {
  add(exchange: Exchange): void;
  /** Oldest first. */
  list(): Exchange[];
  get(id: string): Exchange | undefined;
  clear(): void;
}

/** How many are kept, and at most how many characters of bodies. */
export const MAX_EXCHANGES = 5_000;
const MAX_CHARACTERS = 16_777_216;
const MAX_BODY_LENGTH = 16_384;

export function createExchanges(): Exchanges {
  // Bounded, so that a shop running against the sandbox for weeks does not fill its memory.
  const kept = new Map<string, Exchange>();
  let characters = 0;
  const lengthOf = ({ request, response }: Exchange) => request.body.length + (response?.body.length ?? 0);
  return {
    add(exchange) {
      kept.set(exchange.id, exchange);
      characters += lengthOf(exchange);
      for (const oldest of kept.values()) {
        if (kept.size <= MAX_EXCHANGES && characters <= MAX_CHARACTERS) break;
        kept.delete(oldest.id);
        characters -= lengthOf(oldest);
      }
    },
    list: () => [...kept.values()],
    get: (id) => kept.get(id),
    clear() {
      kept.clear();
      characters = 0;
    },
  };
}

/** Whether a kept body is only the beginning of what was sent. */
export function isTruncated(body: string): boolean {
  return body.length > MAX_BODY_LENGTH;
}

/** The headers without secrets. */
export function redactHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    [...headers]
      .filter(([name]) => !name.startsWith('sec-') && name !== 'cookie')
      .map(([name, value]) => [
        name,
        name === 'authorization' && value.startsWith('Bearer ') ? `Bearer …${value.slice(-6)}` : value,
      ]),
  );
}

/** The body without secrets, truncated. */
export function redactBody(body: string): string {
  const shown = body
    .slice(0, MAX_BODY_LENGTH)
    .replace(/(client_secret=)[^&]+/, '$1[secret]')
    .replace(/("access_token":")[^"]+/, '$1[token]');
  return body.length > MAX_BODY_LENGTH ? `${shown}… (${body.length} characters in total)` : shown;
}
