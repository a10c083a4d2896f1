import type { PayseraEvent } from './events.ts';
import type { Logger } from './log.ts';
import type { IntentStore } from './recovery/intents/intents.ts';
import type { RetryOptions } from './retry/retry-options.ts';
import type { State } from './state/state.ts';
import type { RateGate, RateGateOptions } from './transport/gate/rate-gate.ts';
import type { AppInfo } from './user-agent.ts';
import type { Validation } from './validation/validate.ts';

/** Options of one call. */
export interface CallOptions {
  /** Aborts the call: its request, its waits and the reading of its response. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call, including waits and the body. */
  readonly timeout?: number | undefined;
  /** Additional headers. `Authorization` and `Content-Type` are set by the client. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** For operations that take one (refund, create payment request). Generated when left out. */
  readonly idempotencyKey?: string | undefined;
  /** `false`: a single attempt. */
  readonly retry?: RetryOptions | false | undefined;
  /**
   * Fields of the request body that the OpenAPI document does not know, merged into it object by object. A field that the
   * body has is refused. Nothing in a response is compared with them.
   */
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined;
}

export const CALL_OPTIONS = ['signal', 'timeout', 'headers', 'idempotencyKey', 'retry', 'extraBody'] as const;

/** Options that both clients share. */
export interface ClientOptions {
  /**
   * Where the API is: https, or http on this machine, with or without a path in front of those of the document. Default:
   * the production host.
   */
  readonly baseUrl?: string | undefined;
  /** Default: the platform's `fetch`. Of another one it is not believed that a request was never sent. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds for a whole call. Default 30,000. */
  readonly timeout?: number | undefined;
  /** How often calls are retried, and after which waits; `false` for a single attempt each. */
  readonly retry?: RetryOptions | false | undefined;
  /** The rate limit: other numbers, a gate that several clients share, or `false` for none. */
  readonly rateLimit?: RateGate | RateGateOptions | false | undefined;
  /** What the client shares with other processes, such as `redisState(redis)`. An option for one part takes precedence. */
  readonly state?: State | undefined;
  /** Keeps a record of each request that creates or moves something, to survive a crash: see `client.intents`. Default: none. */
  readonly intents?: IntentStore | undefined;
  /**
   * What to do with a response that differs from the document. Default `'report'`: reported once through `onEvent`, and
   * not checked at all when no one listens.
   */
  readonly validation?: Validation | undefined;
  /** Called for each call, attempt, token, drift and clock change. Must not throw. */
  readonly onEvent?: ((event: PayseraEvent) => void) | undefined;
  /**
   * Where calls and attempts are logged, a line each: `console`, pino, anything with the methods `error`, `warn`, `info`
   * and `debug`. Default: none, or `console` with the environment variable `PAYSERA_LOG`, which says how much is logged:
   * `off`, `error`, `warn`, `info` or `debug`. A line has IDs, status, durations and waits; never a body or a credential.
   */
  readonly logger?: Logger | undefined;
  /** What is built on this client, such as a plugin: named in the `User-Agent`, where the runtime allows one. */
  readonly appInfo?: AppInfo | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** 0 ≤ n < 1, for the back-off. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

export const CLIENT_OPTIONS = [
  'baseUrl',
  'fetch',
  'timeout',
  'retry',
  'rateLimit',
  'state',
  'intents',
  'validation',
  'onEvent',
  'logger',
  'appInfo',
  'now',
  'random',
] as const;
