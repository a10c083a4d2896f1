import type { MiddlewareHandler } from 'hono';
import type { Env } from './env.ts';

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\]|[\w.-]+\.localhost)(:\d+)?$/i;

/**
 * Rejects every request over the network that names another host. Otherwise a web page could point its own host name at
 * this computer (DNS rebinding), read the credentials and use the dashboard.
 */
export const loopbackOnly: MiddlewareHandler<Env> = async (c, next) => {
  const { incoming } = c.env;
  if (incoming && !LOOPBACK_HOST.test(incoming.headers.host ?? '')) {
    return c.text('The sandbox is only available at 127.0.0.1, localhost, [::1] and *.localhost.', 421);
  }
  await next();
  return undefined;
};
