import { ResponseValidationError } from '../../errors/api/response-validation-error.ts';

/**
 * Checks a URL that the payer is sent to. Payers enter their payment details there, so it must be https on Paysera's own
 * host, or on the origin this client calls.
 *
 * @throws {ResponseValidationError} when it is anything else.
 */
export function assertPayerUrl(operation: string, path: string, url: unknown, origin: string, data: unknown): void {
  if (typeof url === 'string' && isPayseraUrl(url, origin)) return;
  const expected = `an https URL at paysera.com or ${origin}`;
  throw new ResponseValidationError(
    `${operation} succeeded, but its ${path} is not ${expected}. Do not send the payer there; the response is in \`data\`.`,
    [{ path, expected, received: 'another URL' }],
    data,
    { operation },
  );
}

function isPayseraUrl(text: string, origin: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username || url.password) return false;
  return (
    url.origin === new URL(origin).origin ||
    (url.protocol === 'https:' && /(^|\.)paysera\.com$/.test(url.hostname) && url.port === '')
  );
}
