import { MalformedResponseError } from '../errors/api/malformed-response-error.ts';
import { toApiError } from '../errors/api/to-api-error.ts';
import { AbortError } from '../errors/connection/abort-error.ts';
import { ConnectionError } from '../errors/connection/connection-error.ts';
import { TimeoutError } from '../errors/connection/timeout-error.ts';
import type { ErrorContext, PayseraError } from '../errors/paysera-error.ts';
import { safeCause } from '../errors/redact.ts';
import { TOO_LARGE } from '../http/too-large.ts';

/** What an error says of the request for a token. */
interface SentRequest {
  readonly tokenUrl: string;
  readonly sensitiveValues: readonly string[];
}

/** The address without a query, which the caller may have put there. */
function contextOf(tokenUrl: string): ErrorContext {
  const { origin, pathname } = new URL(tokenUrl);
  return { operation: 'createAccessToken', method: 'POST', url: origin + pathname };
}

export function tooSlow(tokenUrl: string, timeout: number): PayseraError {
  const message = `The token endpoint did not respond within ${timeout} ms. Check the network, or set a longer \`timeout\`.`;
  return new TimeoutError(message, contextOf(tokenUrl));
}

/** The error of a request that nobody waits for any more. */
export function unwanted(tokenUrl: string): PayseraError {
  return new AbortError('Every caller that waited for this token was aborted.', contextOf(tokenUrl));
}

export function unreachable(thrown: unknown, sent: SentRequest): PayseraError {
  return new ConnectionError('The token endpoint could not be reached. Check the network, DNS and `tokenUrl`.', {
    ...contextOf(sent.tokenUrl),
    cause: safeCause(thrown, sent.sensitiveValues),
  });
}

/** The error of a response whose body was not read to its end. */
export function tooLarge({ status }: Response, sent: SentRequest): PayseraError {
  const message = `The token endpoint sent no usable response: ${TOO_LARGE}.`;
  return new MalformedResponseError(message, status, '', contextOf(sent.tokenUrl));
}

/** The error of a response that has no token. */
export function noToken({ ok, status }: Response, raw: string, data: unknown, sent: SentRequest): PayseraError {
  const context = contextOf(sent.tokenUrl);
  if (!ok) return toApiError({ status, data, raw, sensitiveValues: sent.sensitiveValues }, context);
  const message = 'The response of the token endpoint has no access_token.';
  return new MalformedResponseError(message, status, '', context);
}
