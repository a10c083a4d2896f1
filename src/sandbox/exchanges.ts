import type { MacVerdict } from './recurring/mac-check.ts';

/** A request and its answer, for people to read. Secrets are left out. */
export interface Exchange {
  /** The sandbox's id of it. */
  readonly id: string;
  /** Milliseconds, on the sandbox's clock. */
  readonly at: number;
  /** The operation's id in the OpenAPI document. */
  readonly operation: string;
  /** HTTP method. */
  readonly method: string;
  /** As it was asked for. */
  readonly url: string;
  /** Its `headers` and its `body`. */
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** HTTP `status`, `headers` and `body`; absent when a fault kept the answer back. */
  readonly answer?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** How long it took, in milliseconds of real time. */
  readonly took: number;
  /** The fault that struck, in words. */
  readonly fault?: string;
  /** What was signed, for a call that carries a MAC. */
  readonly mac?: MacVerdict;
}

/** The latest exchanges. */
export interface Exchanges {
  add(exchange: Exchange): void;
  /** Newest first. */
  list(): Exchange[];
  get(id: string): Exchange | undefined;
}

const KEPT = 200;
const SHOWN = 16_384;

export function createExchanges(): Exchanges {
  // A ring: a shop that runs for weeks against the sandbox does not fill its memory.
  const kept: Exchange[] = [];
  return {
    add(exchange) {
      kept.push(exchange);
      if (kept.length > KEPT) kept.shift();
    },
    list: () => kept.toReversed(),
    get: (id) => kept.find((exchange) => exchange.id === id),
  };
}

/** Headers that people may see. */
export function shownHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    [...headers]
      .filter(([name]) => !name.startsWith('sec-') && name !== 'cookie')
      .map(([name, value]) => [
        name,
        name === 'authorization' && value.startsWith('Bearer ') ? `Bearer …${value.slice(-6)}` : value,
      ]),
  );
}

/** A body that people may see. */
export function shownBody(body: string): string {
  const shown = body
    .slice(0, SHOWN)
    .replace(/(client_secret=)[^&]+/, '$1[secret]')
    .replace(/("access_token":")[^"]+/, '$1[token]');
  return body.length > SHOWN ? `${shown}… (${body.length} characters in all)` : shown;
}
