import { AbortError } from '../../errors/abort-error.ts';
import type { Attempt } from '../../errors/attempt.ts';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import { ConnectionError } from '../../errors/connection-error.ts';
import { MalformedResponseError } from '../../errors/malformed-response-error.ts';
import { OutcomeUnknownError } from '../../errors/outcome-unknown-error.ts';
import { type ErrorContext, isPayseraError, type PayseraError } from '../../errors/paysera-error.ts';
import { isRateLimitError, RateLimitError } from '../../errors/rate-limit-error.ts';
import { redact, safeCause } from '../../errors/redact.ts';
import { TimeoutError } from '../../errors/timeout-error.ts';
import { toApiError } from '../../errors/to-api-error.ts';
import type { Clock } from '../clock.ts';
import type { Emit } from '../events.ts';
import type { Operation } from '../operation.ts';
import { decideRetry, type Failure, type RetryOptions } from '../retry/retry-policy.ts';
import { RetrySignal } from '../retry/retry-signal.ts';
import type { Authentication } from './authentication.ts';
import { codeOf, neverConnected } from './connection-errors.ts';
import { Deadline } from './deadline.ts';
import type { RateGate } from './rate-gate.ts';
import { type ApiResponse, readResponse } from './read-response.ts';
import { collectSensitive, isServerRequestId } from './sensitive-values.ts';

/** A call on its way: what goes on the wire, and how far one may go for it. */
export interface WireRequest {
  readonly operation: Operation;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds for the whole call. */
  readonly timeout: number;
  readonly retry: RetryOptions | false;
  readonly idempotencyKey: string | undefined;
}

export interface TransportSettings {
  readonly origin: string;
  readonly fetch: typeof fetch;
  /** Absent for calls that carry no credentials. */
  readonly authentication?: Authentication;
  readonly gate: RateGate | undefined;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly random: () => number;
}

export type Transport = (request: WireRequest) => Promise<ApiResponse>;

/**
 * Brings a request to Paysera, with as many attempts as `decideRetry` grants. Resolves with the last answer, whatever
 * its status. Rejects when there is none, and with `OutcomeUnknownError` when it may have taken effect all the same.
 */
export function createTransport(settings: TransportSettings): Transport {
  return async (request) => {
    const deadline = new Deadline(request.signal, request.timeout);
    const call = new Call(settings, request, deadline);
    try {
      return await call.attempt();
    } catch (error) {
      if (!(error instanceof RetrySignal)) throw error;
      try {
        // Loaded when a call is to be repeated: most never are.
        const { retryAttempts: repeatAttempts } = await import('../retry/retry-loop.ts');
        return await repeatAttempts(error, request.url, deadline.signal, () => call.attempt());
      } catch (thrown) {
        // A wait that was cut off is not an error of ours yet.
        throw isPayseraError(thrown) ? thrown : call.interrupted(thrown);
      }
    } finally {
      deadline.close();
    }
  };
}

class Call {
  readonly #settings: TransportSettings;
  readonly #request: WireRequest;
  readonly #deadline: Deadline;
  readonly #attempts: Attempt[] = [];
  /** Each `Authorization` that went out. */
  readonly #authorizations: string[] = [];
  #mayHaveBeenProcessed = false;
  #credentialsRefreshed = false;

  constructor(settings: TransportSettings, request: WireRequest, deadline: Deadline) {
    this.#settings = settings;
    this.#request = request;
    this.#deadline = deadline;
  }

  /** rate gate → authenticate → fetch → read → learn, and what follows from it. */
  async attempt(): Promise<ApiResponse> {
    const { gate, authentication, clock, fetch, origin } = this.#settings;
    const { operation, url, method, body } = this.#request;
    const { signal } = this.#deadline;
    // An authority ends at the first slash: what begins like this goes there.
    if (!url.startsWith(`${origin}/`)) {
      throw new ConfigurationError(
        `${operation.id} would leave ${origin}. Credentials go there only. Nothing was sent.`,
      );
    }
    let started = performance.now();
    let sent = false;
    let response: ApiResponse;
    let authorization = '';
    let headers = this.#request.headers;
    try {
      const authenticated = operation.auth !== 'none';
      // A token that is asked for takes a place of its own, before this request takes one: all of them would otherwise
      // be held by those who wait for the token.
      if (gate && authenticated) await authentication?.ready?.(signal);
      if (gate) await this.#takePlace(gate);
      if (authentication && authenticated) {
        const authorized = authentication.authorize({ method, url, body }, signal);
        authorization = typeof authorized === 'string' ? authorized : await authorized;
        this.#authorizations.push(authorization);
        headers = { ...headers, Authorization: authorization };
      }
      signal.throwIfAborted();
      started = performance.now();
      sent = true;
      const responsePromise = fetch(url, { method, headers, body: body ?? null, redirect: 'manual', signal });
      // Not every fetch heeds its signal.
      response = await this.#deadline.within(
        readResponse(responsePromise, operation.undocumented === true, clock.now, signal),
      );
    } catch (error) {
      return this.#failed(error, sent, performance.now() - started);
    }
    clock.learn(response.headers.has('age') ? null : response.headers.get('date'));
    const sensitive = [body ?? '', ...this.#authorizations, ...this.#credentials()];
    if (!isServerRequestId(response.requestId, sensitive)) response.requestId = undefined;
    const { status, rateLimit, retryAfter } = response;
    gate?.learn({ ...rateLimit, ...(status === 429 && retryAfter !== undefined && { retryAfter }) });
    const duration = performance.now() - started;
    if (response.ok && response.malformed === undefined) {
      this.#record({ reason: String(response.status), status: response.status, duration }, response.requestId);
      response.attempts = this.#attempts;
      return response;
    }
    response.sensitiveValues = this.#sensitiveValues();
    const refused = status === 401 && authorization !== '' && !this.#credentialsRefreshed;
    const credentialsRefreshed = refused && authentication?.renew(authorization, response) === true;
    this.#credentialsRefreshed ||= credentialsRefreshed;
    return this.#answered(response, credentialsRefreshed, duration);
  }

  /** What must not come back in an error. */
  #sensitiveValues(): string[] {
    const { body, operation } = this.#request;
    return [...this.#credentials(), ...collectSensitive(body, this.#authorizations, operation.form === true)];
  }

  #credentials(): string[] {
    return (this.#settings.authentication?.credentials ?? []).map((secret) => secret.reveal());
  }

  async #takePlace(gate: RateGate): Promise<void> {
    const { id, form } = this.#request.operation;
    const { signal } = this.#deadline;
    try {
      await gate.take({ signal, remaining: this.#deadline.remaining(), first: form === true });
    } catch (error) {
      if (!isRateLimitError(error)) throw error;
      const { status, error: code, retryAfter, message } = error;
      throw new RateLimitError(`${id}: ${message}`, { status, error: code, retryAfter }, this.#context());
    }
  }

  /** No other attempt came about: the deadline or the caller cut the wait off. */
  interrupted(thrown: unknown): PayseraError {
    const ended = this.#deadline.ended() !== undefined;
    const error = ended ? this.#endError() : this.#connectionError(thrown, 'another attempt could not be made');
    return this.#mayHaveBeenProcessed && this.#keyed() ? this.#unknown(error) : error;
  }

  /** Whether an earlier attempt may have moved something. Only operations with a key are repeated after such a one. */
  #keyed(): boolean {
    return this.#request.operation.retry === 'key';
  }

  #answered(response: ApiResponse, credentialsRefreshed: boolean, duration: number): ApiResponse {
    const { status, requestId, retryAfter } = response;
    const redirected = status === 307 || status === 308;
    const failure: Failure =
      response.malformed !== undefined && !redirected
        ? { kind: 'no-answer' }
        : { kind: 'status', status, retryAfter, credentialsRefreshed };
    const attempt = { reason: response.malformed ?? String(status), status, duration };
    const decision = this.#decide(failure, attempt, requestId);
    if (response.malformed === undefined) {
      if (decision.stop === 'unknown') {
        throw this.#unknown(toApiError(response, this.#context(requestId)));
      }
      response.attempts = this.#attempts;
      return response;
    }
    const error = new MalformedResponseError(
      `${this.#request.operation.id} was answered ${status}, but ${response.malformed}. ` +
        `It begins ${JSON.stringify(redact(response.raw, response.sensitiveValues).slice(0, 200))}. A proxy or a wrong baseUrl is the usual reason.`,
      status,
      response.raw,
      this.#context(requestId),
    );
    throw decision.stop === 'unknown' ? this.#unknown(error) : error;
  }

  #failed(thrown: unknown, sent: boolean, duration: number): never {
    // Ours already: a bad configuration, a token that was refused, a gate that is full. This attempt was not sent.
    if (!sent && isPayseraError(thrown))
      throw this.#mayHaveBeenProcessed && this.#keyed() ? this.#unknown(thrown) : thrown;
    const ended = this.#deadline.ended();
    const refused = !sent || neverConnected(thrown);
    const failure: Failure = ended ? { kind: 'ended', sent } : refused ? { kind: 'not-sent' } : { kind: 'no-answer' };
    const found = codeOf(thrown);
    const code = found && redact(found, this.#sensitiveValues());
    const reason = ended ?? `${refused ? 'no connection' : 'the connection broke'}${code ? ` (${code})` : ''}`;
    const decision = this.#decide(failure, { reason, duration }, undefined);
    const error = ended ? this.#endError() : this.#connectionError(thrown, reason);
    throw decision.stop === 'unknown' ? this.#unknown(error) : error;
  }

  /** Records the attempt, and either throws `Again` or tells how it stops. */
  #decide(failure: Failure, attempt: Attempt, requestId: string | undefined): { stop: 'did-not-happen' | 'unknown' } {
    const { operation, retry } = this.#request;
    const decision = decideRetry(
      {
        operation,
        failure,
        attempt: this.#attempts.length + 1,
        remaining: this.#deadline.remaining(),
        mayHaveBeenProcessed: this.#mayHaveBeenProcessed,
      },
      retry,
      this.#settings.random(),
    );
    this.#mayHaveBeenProcessed ||=
      failure.kind === 'no-answer' || (failure.kind === 'status' && (failure.status >= 500 || failure.status === 408));
    if ('wait' in decision) {
      this.#record({ ...attempt, wait: decision.wait }, requestId);
      throw new RetrySignal(decision.wait);
    }
    this.#record(attempt, requestId);
    return decision;
  }

  #record(attempt: Attempt, requestId: string | undefined): void {
    this.#attempts.push(attempt);
    this.#settings.emit('attempt', () => ({
      operation: this.#request.operation.id,
      attempt: this.#attempts.length,
      ...(requestId !== undefined && { requestId }),
      ...attempt,
    }));
  }

  #context(requestId?: string, cause?: unknown): ErrorContext {
    const { operation, idempotencyKey } = this.#request;
    return { operation: operation.id, requestId, attempts: this.#attempts, idempotencyKey, cause };
  }

  #unknown(cause: PayseraError): OutcomeUnknownError {
    const { operation, idempotencyKey } = this.#request;
    const next = idempotencyKey
      ? 'call it again with the same idempotencyKey, or ask resolve()'
      : 'do not send it again, ask resolve() first';
    return new OutcomeUnknownError(
      `${operation.id} was sent, and whether it took effect is not known: ${next}. What went wrong: ${cause.message}`,
      this.#context(cause.requestId, cause),
    );
  }

  #endError(): PayseraError {
    const { operation, timeout, signal } = this.#request;
    if (this.#deadline.ended() === 'aborted') {
      return new AbortError(`${operation.id} was aborted by its caller.`, this.#context(undefined, signal?.reason));
    }
    return new TimeoutError(
      `${operation.id} did not end within ${timeout} ms, after ${this.#attempts.length} attempt${this.#attempts.length === 1 ? '' : 's'}. ` +
        'Give it a longer `timeout` if Paysera is slow today.',
      this.#context(),
    );
  }

  #connectionError(thrown: unknown, reason: string): PayseraError {
    const { operation } = this.#request;
    return new ConnectionError(
      `${operation.id}: ${reason} at ${this.#settings.origin}. Check the network, DNS and \`baseUrl\`.`,
      this.#context(undefined, safeCause(thrown, this.#sensitiveValues())),
    );
  }
}
