import { insecure, secureUrl } from '../../http/secure-url.ts';

/** The origin a client talks to. */
export function originOf(baseUrl: string): string {
  const { origin, pathname, search, hash } = secureUrl('baseUrl', baseUrl);
  if (pathname !== '/' || search || hash) {
    throw insecure('baseUrl', 'holds more than a host; paths come from the document');
  }
  return origin;
}
