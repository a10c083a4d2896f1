import { ResponseValidationError } from '../../errors/api/response-validation-error.ts';

/** Where a payer may be sent: to Paysera's own pages, or wherever a payment method has its page, such as a bank. */
type Host = 'paysera' | 'any';

/**
 * Checks a URL that the payer is sent to. Payers enter their payment details there, so it must be https without
 * credentials, on a host that `host` allows, or be on the origin this client calls.
 *
 * @throws {ResponseValidationError} when it is anything else.
 */
export function assertPayerUrl(
  { operation, path, host, origin }: { operation: string; path: string; host: Host; origin: string },
  url: unknown,
  data: unknown,
): void {
  if (typeof url === 'string' && isPayerUrl(url, host, origin)) return;
  const expected = `an https URL${host === 'any' ? '' : ` at paysera.com or ${origin}`}`;
  throw new ResponseValidationError(
    `${operation} succeeded, but its ${path} is not ${expected}. Do not send the payer there; the response is in \`data\`.`,
    [{ path, expected, received: 'another URL' }],
    data,
    { operation },
  );
}

function isPayerUrl(text: string, host: Host, origin: string): boolean {
  // The usual case, which needs no parsing: a host ends at the first slash.
  if (text.startsWith(`${origin}/`)) return true;
  const url = URL.parse(text);
  if (!url || url.username || url.password) return false;
  if (url.origin === new URL(origin).origin) return true;
  return url.protocol === 'https:' && (host === 'any' || (/(^|\.)paysera\.com$/.test(url.hostname) && url.port === ''));
}
