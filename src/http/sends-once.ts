/**
 * Marks a `fetch` that sends a request once. Another one may have sent it, over a connection that broke, before it says that
 * it could not connect: a failover, an agent that retries by itself.
 */
export const SENDS_ONCE: unique symbol = Symbol.for('paysera-client.sends-once');
