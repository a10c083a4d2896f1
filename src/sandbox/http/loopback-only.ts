import type { MiddlewareHandler } from 'hono';
import type { Env } from './connection.ts';

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\]|[\w.-]+\.localhost)(:\d+)?$/i;

/**
 * Rejects every request over the network that names another host. Otherwise a web page could point its own host name at
 * this computer (DNS rebinding), read the credentials and use the dashboard.
 */
export function loopbackOnly(publicUrl: string | undefined): MiddlewareHandler<Env> {
  const proxied = publicUrl && new URL(publicUrl).host;
  return async (c, next) => {
    const { connection } = c.env;
    if (connection && !LOOPBACK_HOST.test(connection.host) && connection.host !== proxied) {
      return c.text(
        'The sandbox is only available at 127.0.0.1, localhost, [::1], *.localhost and its publicUrl.',
        421,
      );
    }
    await next();
    return undefined;
  };
}
