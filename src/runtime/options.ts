import type { PayseraEvent } from './events.ts';
import type { IntentStore } from './recovery/intents.ts';
import type { RetryOptions } from './retry/retry-options.ts';
import type { RateGate, RateGateOptions } from './transport/rate-gate.ts';
import type { Validation } from './validation/validate.ts';

/** Options of one call. */
export interface CallOptions {
  /** Ends the call, its waits and its reading. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call, waits and body included. */
  readonly timeout?: number | undefined;
  /** Further headers. `Authorization` and `Content-Type` are the client's own. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** For operations that take one (refund, create payment request). Made when left out. */
  readonly idempotencyKey?: string | undefined;
  /** `false`: one attempt, whatever comes. */
  readonly retry?: RetryOptions | false | undefined;
}

/** Options that both clients share. */
export interface ClientOptions {
  /** Where Paysera is. https, or http on this machine. Default: the production host. */
  readonly baseUrl?: string | undefined;
  /** Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds for a whole call. Default 30,000. */
  readonly timeout?: number | undefined;
  /** How often and how patiently a call is repeated; `false` for one attempt each. */
  readonly retry?: RetryOptions | false | undefined;
  /** Requests allowed. A gate that several clients share, other numbers, or `false` for no gate. */
  readonly rateLimit?: RateGate | RateGateOptions | false | undefined;
  /** Keeps each request that creates or moves something over a crash: see `client.intents`. Default: none. */
  readonly intents?: IntentStore | undefined;
  /**
   * What becomes of an answer that differs from the document. Default `'report'`: told once through `onEvent`, and not
   * looked for when nobody listens.
   */
  readonly validation?: Validation | undefined;
  /** Told of each call, attempt, token, drift and clock change. Must not throw. */
  readonly onEvent?: ((event: PayseraEvent) => void) | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** 0 ≤ n < 1, for the back-off. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}
