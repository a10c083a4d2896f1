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
import { decideRepeat, type Failure, type RetryOptions } from '../retry/retry-policy.ts';
import { Again } from '../retry/retry-signal.ts';
import type { Authentication } from './authentication.ts';
import { codeOf, isRefused } from './connection-errors.ts';
import { Deadline } from './deadline.ts';
import type { RateGate } from './rate-gate.ts';
import { type Answer, readAnswer } from './read-response.ts';
import { carriedBy, isTheirs } from './sensitive-values.ts';

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

export type Transport = (request: WireRequest) => Promise<Answer>;

/**
 * Brings a request to Paysera, with as many attempts as `decideRepeat` grants. Resolves with the last answer, whatever
 * its status. Rejects when there is none, and with `OutcomeUnknownError` when it may have taken effect all the same.
 */
export function createTransport(settings: TransportSettings): Transport {
  return async (request) => {
    const deadline = new Deadline(request.signal, request.timeout);
    const call = new Call(settings, request, deadline);
    try {
      return await call.attempt();
    } catch (error) {
      if (!(error instanceof Again)) throw error;
      try {
        // Loaded when a call is to be repeated: most never are.
        const { repeatAttempts } = await import('../retry/retry-loop.ts');
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
  #tainted = false;
  #renewed = false;

  constructor(settings: TransportSettings, request: WireRequest, deadline: Deadline) {
    this.#settings = settings;
    this.#request = request;
    this.#deadline = deadline;
  }

  /** rate gate → authenticate → fetch → read → learn, and what follows from it. */
  async attempt(): Promise<Answer> {
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
    let answer: Answer;
    let authorization = '';
    let headers = this.#request.headers;
    try {
      const authenticated = operation.auth !== 'none';
      // A token that is asked for takes a place of its own, before this request takes one: all of them would otherwise
      // be held by those who wait for the token.
      if (gate && authenticated) await authentication?.ready?.(signal);
      if (gate) await this.#takePlace(gate);
      if (authentication && authenticated) {
        const given = authentication.authorize({ method, url, body }, signal);
        authorization = typeof given === 'string' ? given : await given;
        this.#authorizations.push(authorization);
        headers = { ...headers, Authorization: authorization };
      }
      signal.throwIfAborted();
      started = performance.now();
      sent = true;
      const asked = fetch(url, { method, headers, body: body ?? null, redirect: 'manual', signal });
      // Not every fetch heeds its signal.
      answer = await this.#deadline.within(readAnswer(asked, operation.provisional === true, clock.now, signal));
    } catch (error) {
      return this.#failed(error, sent, performance.now() - started);
    }
    clock.learn(answer.headers.has('age') ? null : answer.headers.get('date'));
    const ours = [body ?? '', ...this.#authorizations, ...this.#credentials()];
    if (!isTheirs(answer.requestId, ours)) answer.requestId = undefined;
    const { status, rateLimit, retryAfter } = answer;
    gate?.learn({ ...rateLimit, ...(status === 429 && retryAfter !== undefined && { retryAfter }) });
    const duration = performance.now() - started;
    if (answer.ok && answer.malformed === undefined) {
      this.#record({ reason: String(answer.status), status: answer.status, duration }, answer.requestId);
      answer.attempts = this.#attempts;
      return answer;
    }
    answer.known = this.#known();
    const refused = status === 401 && authorization !== '' && !this.#renewed;
    const renewed = refused && authentication?.renew(authorization, answer) === true;
    this.#renewed ||= renewed;
    return this.#answered(answer, renewed, duration);
  }

  /** What must not come back in an error. */
  #known(): string[] {
    const { body, operation } = this.#request;
    return [...this.#credentials(), ...carriedBy(body, this.#authorizations, operation.form === true)];
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
    return this.#tainted && this.#keyed() ? this.#unknown(error) : error;
  }

  /** Whether an earlier attempt may have moved something. Only operations with a key are repeated after such a one. */
  #keyed(): boolean {
    return this.#request.operation.repeat === 'key';
  }

  #answered(answer: Answer, renewed: boolean, duration: number): Answer {
    const { status, requestId, retryAfter } = answer;
    const redirected = status === 307 || status === 308;
    const failure: Failure =
      answer.malformed !== undefined && !redirected
        ? { kind: 'no-answer' }
        : { kind: 'status', status, retryAfter, renewed };
    const attempt = { reason: answer.malformed ?? String(status), status, duration };
    const decision = this.#decide(failure, attempt, requestId);
    if (answer.malformed === undefined) {
      if (decision.stop === 'unknown') {
        throw this.#unknown(toApiError(answer, this.#context(requestId)));
      }
      answer.attempts = this.#attempts;
      return answer;
    }
    const error = new MalformedResponseError(
      `${this.#request.operation.id} was answered ${status}, but ${answer.malformed}. ` +
        `It begins ${JSON.stringify(redact(answer.raw, answer.known).slice(0, 200))}. A proxy or a wrong baseUrl is the usual reason.`,
      status,
      answer.raw,
      this.#context(requestId),
    );
    throw decision.stop === 'unknown' ? this.#unknown(error) : error;
  }

  #failed(thrown: unknown, sent: boolean, duration: number): never {
    // Ours already: a bad configuration, a token that was refused, a gate that is full. This attempt was not sent.
    if (!sent && isPayseraError(thrown)) throw this.#tainted && this.#keyed() ? this.#unknown(thrown) : thrown;
    const ended = this.#deadline.ended();
    const refused = !sent || isRefused(thrown);
    const failure: Failure = ended ? { kind: 'ended', sent } : refused ? { kind: 'not-sent' } : { kind: 'no-answer' };
    const found = codeOf(thrown);
    const code = found && redact(found, this.#known());
    const reason = ended ?? `${refused ? 'no connection' : 'the connection broke'}${code ? ` (${code})` : ''}`;
    const decision = this.#decide(failure, { reason, duration }, undefined);
    const error = ended ? this.#endError() : this.#connectionError(thrown, reason);
    throw decision.stop === 'unknown' ? this.#unknown(error) : error;
  }

  /** Records the attempt, and either throws `Again` or tells how it stops. */
  #decide(failure: Failure, attempt: Attempt, requestId: string | undefined): { stop: 'did-not-happen' | 'unknown' } {
    const { operation, retry } = this.#request;
    const decision = decideRepeat(
      {
        operation,
        failure,
        attempt: this.#attempts.length + 1,
        remaining: this.#deadline.remaining(),
        tainted: this.#tainted,
      },
      retry,
      this.#settings.random(),
    );
    this.#tainted ||=
      failure.kind === 'no-answer' || (failure.kind === 'status' && (failure.status >= 500 || failure.status === 408));
    if ('wait' in decision) {
      this.#record({ ...attempt, wait: decision.wait }, requestId);
      throw new Again(decision.wait);
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
      `${operation.id}: ${reason} at ${this.#settings.origin}. Check the network, DNS and \`baseUrl\`..`,
      this.#context(undefined, safeCause(thrown, this.#known())),
    );
  }
}
