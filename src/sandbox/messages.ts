import type { MacVerdict } from './recurring/mac-check.ts';

/** A request as it came in. */
export interface Incoming {
  readonly method: string;
  readonly url: string;
  /** Path and query as they stood on the wire, when that is known. */
  readonly target?: string | undefined;
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly params: Readonly<Record<string, string>>;
  /** The address that the rate limit counts for. */
  readonly client: string;
}

/** What goes back. */
export interface Outgoing {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly mac?: MacVerdict | undefined;
}
