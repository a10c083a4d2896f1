import { insecure, secureUrl } from '../../http/secure-url.ts';

/** What every path of the document is appended to: an origin and, for a mock or a gateway, a prefix. No slash at its end. */
export function originOf(baseUrl: string): string {
  const { origin, pathname, search, hash } = secureUrl('baseUrl', baseUrl);
  if (search || hash) throw insecure('baseUrl', 'has a query or a fragment');
  return origin + pathname.replace(/\/+$/, '');
}
