import { notLoaded } from '../../errors/not-loaded.ts';
import type { PayerUrlPlace } from './unusable-response.ts';

/**
 * Checks a URL that the payer is sent to. Payers enter their payment details there, so it must be https without
 * credentials, on a host that `host` allows, or be on the origin this client calls.
 *
 * @throws {ResponseValidationError} when it is anything else.
 */
export async function assertPayerUrl(place: PayerUrlPlace, url: unknown, data: unknown): Promise<void> {
  if (typeof url === 'string' && isPayerUrl(url, place)) return;
  const { unsafePayerUrl } = await import('./unusable-response.ts').catch((error: unknown) => {
    throw notLoaded(error, !place.operation.startsWith('get'), { operation: place.operation });
  });
  throw unsafePayerUrl(place, data);
}

function isPayerUrl(text: string, { host, origin }: PayerUrlPlace): boolean {
  // The usual case, which needs no parsing: a host ends at the first slash.
  if (text.startsWith(`${origin}/`)) return true;
  const url = URL.parse(text);
  if (!url || url.username || url.password) return false;
  if (url.origin === new URL(origin).origin) return true;
  return url.protocol === 'https:' && (host === 'any' || (/(^|\.)paysera\.com$/.test(url.hostname) && url.port === ''));
}
