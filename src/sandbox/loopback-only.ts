import type { MiddlewareHandler } from 'hono';
import type { Env } from './env.ts';

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\]|[\w.-]+\.localhost)(:\d+)?$/i;

/**
 * Refuses every request that came over the port for another host. A page elsewhere can point its own name at this
 * computer (DNS rebinding), and its browser would then let it read the credentials and press the buttons.
 */
export const loopbackOnly: MiddlewareHandler<Env> = async (c, next) => {
  const { incoming } = c.env;
  if (incoming && !LOOPBACK_HOST.test(incoming.headers.host ?? '')) {
    return c.text('The sandbox answers on 127.0.0.1, localhost, [::1] and *.localhost only.', 421);
  }
  await next();
  return undefined;
};
