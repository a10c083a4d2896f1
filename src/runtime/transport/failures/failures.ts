import { MalformedResponseError } from '../../../errors/api/malformed-response-error.ts';
import { isRateLimitError, RateLimitError } from '../../../errors/api/rate-limit-error.ts';
import { toApiError } from '../../../errors/api/to-api-error.ts';
import type { Attempt } from '../../../errors/attempt.ts';
import { AbortError } from '../../../errors/connection/abort-error.ts';
import { ConnectionError } from '../../../errors/connection/connection-error.ts';
import { TimeoutError } from '../../../errors/connection/timeout-error.ts';
import { OutcomeUnknownError } from '../../../errors/outcome/outcome-unknown-error.ts';
import { type ErrorContext, isPayseraError, type PayseraError } from '../../../errors/paysera-error.ts';
import { redact, safeCause } from '../../../errors/redact.ts';
import { remember } from '../../call/metadata.ts';
import { decideRetry, type Failure, mayBeProcessed } from '../../retry/retry-policy.ts';
import { RetrySignal } from '../../retry/retry-signal.ts';
import { type CallState, plainCredentials, recordAttempt } from '../call-state.ts';
import type { Deadline } from '../deadline.ts';
import { describeRequest } from '../describe-request.ts';
import type { ApiResponse } from '../read-response.ts';
import { collectSensitive } from '../sensitive-values.ts';
import { codeOf, neverConnected, sendsOnce } from './connection-errors.ts';
import { describeMalformed } from './describe-malformed.ts';

// What follows from a failed attempt: another one, or an error. Loaded after the first failure.

interface Interruption {
  /** Whether the request had been sent. */
  readonly sent: boolean;
  readonly ended: ReturnType<Deadline['ended']>;
  readonly duration: number;
}

/** What to throw after an attempt that got no response. */
export function failureToSend(call: CallState, thrown: unknown, { sent, ended, duration }: Interruption): Error {
  // One of our own errors, such as a token that was refused or a rate gate that is full: this attempt was not sent.
  if (!sent && isPayseraError(thrown))
    return unlessProcessed(call, isGateError(thrown) ? gateError(call, thrown) : thrown);
  const unsent = !sent || (sendsOnce(call.settings.fetch) && neverConnected(thrown));
  const failure: Failure = ended ? { kind: 'ended', sent } : unsent ? { kind: 'not-sent' } : { kind: 'no-response' };
  const found = codeOf(thrown);
  const code = found && redact(found, sensitiveValues(call));
  const reason = ended ?? `${unsent ? 'no connection' : 'the connection broke'}${code ? ` (${code})` : ''}`;
  const decision = decide(call, failure, { reason, duration }, () => ({}));
  if (decision instanceof RetrySignal) return decision;
  const error = ended ? endError(call) : connectionError(call, thrown, reason);
  return decision === 'unknown' ? outcomeUnknown(call, error) : error;
}

/** The response, with its error, when it ends the call. Throws when another attempt is to follow or the response is unusable. */
export function failureOfResponse(
  call: CallState,
  response: ApiResponse,
  { credentialsRefreshed, duration }: { readonly credentialsRefreshed: boolean; readonly duration: number },
): ApiResponse {
  const { status, identity, retryAfter } = response;
  const malformed = describeMalformed(response);
  // A 307 or 308 asks for the same request elsewhere: this one had no effect.
  const unusable = malformed !== undefined && status !== 307 && status !== 308;
  const failure: Failure = unusable
    ? { kind: 'no-response' }
    : { kind: 'status', status, retryAfter, credentialsRefreshed };
  const decision = decide(call, failure, { reason: malformed ?? String(status), status, duration }, identity);
  if (decision instanceof RetrySignal) throw decision;
  const error = keepResponse(call, response, responseError(call, response));
  if (decision === 'unknown') throw keepResponse(call, response, outcomeUnknown(call, error));
  if (malformed !== undefined) throw error;
  response.error = error;
  return response;
}

/** So that `metadataOf` knows the response of an error. */
function keepResponse(call: CallState, response: ApiResponse, error: PayseraError): PayseraError {
  const described = describeRequest(call.request, call.settings.origin);
  remember(() => described, response, call.request.idempotencyKey, error);
  return error;
}

/** The error of a call whose wait for another attempt was cut off by its deadline or its caller. */
export function interrupted(call: CallState, thrown: unknown): PayseraError {
  const ended = call.deadline.ended() !== undefined;
  return unlessProcessed(
    call,
    ended ? endError(call) : connectionError(call, thrown, 'another attempt could not be made'),
  );
}

/** Records the attempt, and says how to continue. */
function decide(
  call: CallState,
  failure: Failure,
  attempt: Attempt,
  identity: ApiResponse['identity'],
): RetrySignal | 'did-not-happen' | 'unknown' {
  const decision = ruling(call, failure);
  call.mayHaveBeenProcessed ||= mayBeProcessed(failure);
  if ('stop' in decision) {
    recordAttempt(call, attempt, identity);
    return decision.stop;
  }
  recordAttempt(call, { ...attempt, wait: decision.wait }, identity);
  return new RetrySignal(decision.wait);
}

function ruling(call: CallState, failure: Failure): ReturnType<typeof decideRetry> {
  const { operation, retry } = call.request;
  const { mayHaveBeenProcessed = false } = call;
  const situation = {
    operation,
    failure,
    attempt: call.attempts.length + 1,
    remaining: call.deadline.remaining(),
    mayHaveBeenProcessed,
  };
  return decideRetry(situation, retry, call.settings.random());
}

/** `error`, or `OutcomeUnknownError` when an earlier attempt of this call may have been processed. */
function unlessProcessed(call: CallState, error: PayseraError): PayseraError {
  const decision = ruling(call, { kind: 'ended', sent: false });
  return 'stop' in decision && decision.stop === 'unknown' ? outcomeUnknown(call, error) : error;
}

function responseError(call: CallState, response: ApiResponse): PayseraError {
  const { status, raw, identity } = response;
  const malformed = describeMalformed(response);
  const context = contextOf(call, identity().requestId);
  const sensitive = sensitiveValues(call);
  if (malformed === undefined)
    return toApiError({ ...response, rateLimit: response.rateLimit(), sensitiveValues: sensitive }, context);
  const start = JSON.stringify(redact(raw, sensitive).slice(0, 200));
  return new MalformedResponseError(
    `${call.request.operation.id} got a response with status ${status}, but ${malformed}. It begins ${start}. ` +
      'The usual reason is a proxy or a wrong baseUrl.',
    status,
    raw,
    context,
  );
}

function outcomeUnknown(call: CallState, cause: PayseraError): OutcomeUnknownError {
  const { operation, idempotencyKey } = call.request;
  const next = idempotencyKey
    ? 'call it again with the same idempotencyKey, or call resolve()'
    : 'do not send it again before resolve() has said that it did not happen';
  return new OutcomeUnknownError(
    `${operation.id} was sent, but it is not known whether it took effect: ${next}. What went wrong: ${cause.message}`,
    contextOf(call, cause.requestId, cause),
  );
}

function endError(call: CallState): PayseraError {
  const { operation, timeout, signal } = call.request;
  const { length } = call.attempts;
  if (call.deadline.ended() === 'aborted') {
    return new AbortError(`${operation.id} was aborted by its caller.`, contextOf(call, undefined, signal?.reason));
  }
  return new TimeoutError(
    `${operation.id} did not end within ${timeout} ms, after ${length} attempt${length === 1 ? '' : 's'}. ` +
      'Give it a longer `timeout` if Paysera is slow.',
    contextOf(call),
  );
}

function connectionError(call: CallState, thrown: unknown, reason: string): PayseraError {
  return new ConnectionError(
    `${call.request.operation.id}: ${reason} at ${call.settings.origin}. Check the network, DNS and \`baseUrl\`.`,
    contextOf(call, undefined, safeCause(thrown, sensitiveValues(call))),
  );
}

const isGateError = (error: PayseraError): error is RateLimitError =>
  isRateLimitError(error) && error.error === 'rate_limit_gate';

/** The rate gate does not know which call it refuses. */
function gateError(call: CallState, { status, error, retryAfter, message }: RateLimitError): RateLimitError {
  const init = { status, error, retryAfter };
  return new RateLimitError(`${call.request.operation.id}: ${message}`, init, contextOf(call));
}

/** What must not appear in an error: the credentials, and whatever in the body may be personal. */
function sensitiveValues(call: CallState): string[] {
  const { operation } = call.request;
  const collected = collectSensitive(call.request, call.authorizations, operation.form === true);
  return [...plainCredentials(call.settings), ...collected];
}

function contextOf(call: CallState, requestId?: string, cause?: unknown): ErrorContext {
  const { idempotencyKey } = call.request;
  const described = describeRequest(call.request, call.settings.origin);
  return { ...described, requestId, attempts: call.attempts, idempotencyKey, cause };
}
