import type { Operation } from '../operation.ts';
import type { RetryOptions } from '../retry/retry-options.ts';

/** What goes on the wire. */
export interface WireMessage {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A request with the limits and options of its call. */
export interface WireRequest extends WireMessage {
  /** The same on each event of the call. Made when an event has a listener. */
  readonly callId: () => string;
  readonly operation: Operation;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds for the whole call. */
  readonly timeout: number;
  /** When the call began, by `performance.now()`. Default: when it is sent. */
  readonly began?: number;
  readonly retry: RetryOptions | false;
  readonly idempotencyKey: string | undefined;
  /** It leaves the slots of the rate gate to others first. */
  readonly background?: boolean;
}
