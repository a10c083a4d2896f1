import type { OutgoingResponse } from './messages.ts';

/** The connection over which a request came. There is none when the sandbox's `fetch` is called. */
export interface Connection {
  /** The path and query exactly as received. */
  readonly target: string | undefined;
  /** The `Host` that the client named. */
  readonly host: string;
  /** The client's address. */
  readonly client: string | undefined;
  /** Breaks it, after half of the response when there is one. Resolves with what to answer in its place. */
  break(response?: OutgoingResponse): Promise<Response>;
}

/** What the routes know of a request, besides itself. */
export interface Env {
  Bindings: { readonly connection?: Connection };
}
