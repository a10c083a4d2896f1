import type { MiddlewareHandler } from 'hono';
import type { Settings } from '../options.ts';
import type { Env } from './connection.ts';

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\]|[\w.-]+\.localhost)(:\d+)?$/i;

/**
 * Rejects every request over the network that names another host. Otherwise a web page could point its own host name at
 * this computer (DNS rebinding), read the credentials and use the dashboard.
 */
export function knownHostsOnly({
  publicUrl,
  allowedHosts,
}: Pick<Settings, 'publicUrl' | 'allowedHosts'>): MiddlewareHandler<Env> {
  const proxied = publicUrl && new URL(publicUrl).host;
  const allowed = new Set(allowedHosts.map((name) => name.toLowerCase()));
  return async (c, next) => {
    const { connection } = c.env;
    const host = connection?.host ?? '';
    const name = host.toLowerCase().replace(/:\d+$/, '');
    if (connection && !LOOPBACK_HOST.test(host) && host !== proxied && !allowed.has(name)) {
      const names = ['127.0.0.1', 'localhost', '[::1]', '*.localhost', ...allowedHosts];
      return c.text(
        `The sandbox is only available at ${names.join(', ')} and its publicUrl; allowedHosts (--allowed-hosts) adds names.`,
        421,
      );
    }
    await next();
    return undefined;
  };
}
