import type { HttpBindings } from '@hono/node-server';

/** What the routes know of the connection: nothing when they are called in this process. */
export interface Env {
  Bindings: Partial<HttpBindings>;
}
