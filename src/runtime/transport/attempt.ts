import { ConfigurationError } from '../../errors/configuration-error.ts';
import { notLoaded } from '../../errors/not-loaded.ts';
import { type CallState, recordAttempt } from './call-state.ts';
import type * as Failures from './failures/failures.ts';
import { type ApiResponse, isCached, readResponse } from './read-response.ts';
import type { WireMessage } from './wire-request.ts';

/**
 * One attempt: rate gate → sign → fetch → read → learn. Resolves with the response that ends the call, whatever its
 * status. Throws a `RetrySignal` when another attempt is to follow, and otherwise the error that ends the call.
 */
export async function makeAttempt(call: CallState, message: WireMessage): Promise<ApiResponse> {
  const { settings, deadline, request } = call;
  const { gate, slots, authentication, clock, fetch } = settings;
  const { operation, background: last = false } = request;
  const { method, url, body } = message;
  const { signal } = deadline;
  assertOrigin(call, url);
  const signs = authentication !== undefined && operation.auth !== 'none';
  let started = performance.now();
  let sent = false;
  let authorization = '';
  let response: ApiResponse;
  let release: (() => void) | undefined;
  try {
    // A new token takes a place of its own, before this request takes one. Otherwise the requests that wait for the
    // token would hold all the places.
    const loading = gate && signs && authentication.ready?.(signal);
    if (loading) await deadline.within(loading);
    call.queued = 0;
    const entered = performance.now();
    // Not every gate respects the signal.
    if (gate) {
      const first = operation.form === true;
      await deadline.within(gate.take({ signal, remaining: deadline.remaining(), first, last }));
    }
    const slot = slots?.take(signal);
    release = slot instanceof Promise ? await deadline.within(slot) : slot;
    if (gate || slots) call.queued = performance.now() - entered;
    if (signs) {
      const authorized = authentication.authorize({ method, url, body }, signal);
      authorization = typeof authorized === 'string' ? authorized : await authorized;
      call.authorizations.push(authorization);
    }
    const headers = {
      ...settings.userAgent,
      ...message.headers,
      ...(signs && { Authorization: authorization }),
    };
    deadline.throwIfOver();
    started = performance.now();
    sent = true;
    const responsePromise = fetch(url, { method, headers, body: body ?? null, redirect: 'manual', signal });
    // Not every fetch respects its signal.
    response = await deadline.within(readResponse(responsePromise, call));
  } catch (error) {
    const duration = performance.now() - started;
    const ended = deadline.ended();
    const { failureToSend } = await failures(call, sent);
    throw failureToSend(call, error, { sent, ended, duration });
  } finally {
    release?.();
  }
  const duration = performance.now() - started;
  const { status, retryAfter, headers } = response;
  clock.learn(headers.get('date'), () => isCached(headers), request.callId);
  gate?.learn({ ...response.rateLimit(), duration, ...(status === 429 && retryAfter !== undefined && { retryAfter }) });
  if (response.ok && response.malformed === undefined) {
    recordAttempt(call, { reason: String(status), status, duration }, response.identity);
    return response;
  }
  const refused = status === 401 && signs && !call.credentialsRefreshed;
  const credentialsRefreshed = refused && authentication.renew(authorization, response);
  call.credentialsRefreshed ||= credentialsRefreshed;
  const { failureOfResponse } = await failures(call, true);
  return failureOfResponse(call, response, { credentialsRefreshed, duration });
}

/** What follows from a failed attempt, loaded with the first one. */
async function failures({ request, attempts }: CallState, sent: boolean): Promise<typeof Failures> {
  const { operation, idempotencyKey } = request;
  return import('./failures/failures.ts').catch((error: unknown) => {
    throw notLoaded(error, sent && operation.retry !== 'safe', { attempts, idempotencyKey });
  });
}

/** A host ends at the first slash, so a URL that begins like this goes to that origin. */
function assertOrigin({ settings: { origin }, request: { operation } }: CallState, url: string): void {
  if (url.startsWith(origin) && url[origin.length] === '/') return;
  throw new ConfigurationError(
    `${operation.id} would go to another origin than ${origin}. Credentials are sent there only. Nothing was sent.`,
  );
}
