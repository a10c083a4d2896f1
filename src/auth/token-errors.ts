import { MalformedResponseError } from '../errors/api/malformed-response-error.ts';
import { toApiError } from '../errors/api/to-api-error.ts';
import { ConnectionError } from '../errors/connection/connection-error.ts';
import type { PayseraError } from '../errors/paysera-error.ts';
import { safeCause } from '../errors/redact.ts';
import { TOO_LARGE } from '../http/read-text.ts';

const OPERATION = 'createAccessToken';

export function unreachable(thrown: unknown, sensitiveValues: readonly string[]): PayseraError {
  return new ConnectionError('The token endpoint could not be reached. Check the network, DNS and `tokenUrl`.', {
    operation: OPERATION,
    cause: safeCause(thrown, sensitiveValues),
  });
}

/** The error of a response whose body was not read to its end. */
export function tooLarge({ status }: Response): PayseraError {
  const message = `The token endpoint sent no usable response: ${TOO_LARGE}.`;
  return new MalformedResponseError(message, status, '', { operation: OPERATION });
}

/** The error of a response that has no token. */
export function noToken(
  { ok, status }: Response,
  raw: string,
  data: unknown,
  sensitiveValues: readonly string[],
): PayseraError {
  if (!ok) return toApiError({ status, data, raw, sensitiveValues }, { operation: OPERATION });
  const message = 'The response of the token endpoint has no access_token.';
  return new MalformedResponseError(message, status, '', { operation: OPERATION });
}
