import type { HttpBindings } from '@hono/node-server';

/** What the routes know about the connection: nothing when they are called in process. */
export interface Env {
  Bindings: Partial<HttpBindings>;
}
