import type { MacCheck } from '../recurring/mac-check.ts';

/** A request as received. */
export interface IncomingRequest {
  readonly method: string;
  readonly url: string;
  /** The path and query exactly as received, when known. */
  readonly target?: string | undefined;
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly params: Readonly<Record<string, string>>;
  /** The client address that the rate limit applies to. */
  readonly client: string;
}

/** A response to be sent. */
export interface OutgoingResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly mac?: MacCheck | undefined;
}
