import { isKind } from '../errors/kind.ts';
import { assertKnown, CREDENTIALS } from '../errors/known-options.ts';
import { fieldsOf } from '../wire/fields-of.ts';
import { abortable } from './abortable.ts';
import { sha256 } from './hmac.ts';
import { Secret } from './secret.ts';
import { type IssuedToken, tokenRequest } from './token-request.ts';
import type { StoredToken, TokenStore, TokenTurns } from './token-store.ts';

/** What a token source reports of each token request. Never the token. */
export type TokenOutcome =
  | {
      /** Issued by Paysera, or found in the store. */
      readonly outcome: 'issued' | 'from-store';
      /** The lifetime assumed for it, in seconds. */
      readonly lifetime: number;
    }
  | {
      readonly outcome: 'failed';
      /** The error's code. */
      readonly code: string;
    };

/** Options of `createTokenSource`. */
export interface TokenSourceOptions {
  /** `client_id` of the project. */
  readonly clientId: string | Secret;
  /** `client_secret` of the project. */
  readonly clientSecret: string | Secret;
  /** https URL of the token endpoint. */
  readonly tokenUrl: string;
  /** Shares the token among several processes. Default: none. */
  readonly store?: TokenStore | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch | undefined;
  /** Milliseconds for one token request. Default 30,000. */
  readonly timeout?: number | undefined;
  /** Called for each token. Default: none. */
  readonly onToken?: ((outcome: TokenOutcome) => void) | undefined;
}

const OPTIONS: readonly (keyof TokenSourceOptions)[] = [
  'clientId',
  'clientSecret',
  'tokenUrl',
  'store',
  'now',
  'fetch',
  'timeout',
  'onToken',
];

/** An access token that is cached and refreshed. */
export interface TokenSource {
  /**
   * Returns a valid token. Concurrent callers share one request; shortly before expiry the current token is returned
   * while a new one is fetched in the background. Safe to retry.
   * @throws {AuthenticationError} when the credentials are rejected.
   * @throws {ApiError} when the token endpoint responds with another error: {@link RateLimitError}, {@link
   * ServerError}.
   * @throws {ConnectionError} when the token endpoint cannot be reached.
   * @throws {TimeoutError} when it takes longer than `timeout`.
   * @throws {MalformedResponseError} when the response contains no token.
   * @throws the signal's reason, when it is aborted.
   */
  get(signal?: AbortSignal): Promise<string>;
  /** Discards this token after it was rejected, if it is still the current one. */
  invalidate(token: string): void;
}

interface CurrentToken {
  readonly token: Secret;
  readonly expiresAt: number;
  readonly refreshAt: number;
}

/** A token request in flight. */
interface PendingToken {
  readonly token: Promise<CurrentToken>;
  /** Number of callers waiting for it. */
  waiting: number;
  readonly controller: AbortController;
}

const REFRESH_AHEAD = 300;
// How long to wait for a token store, in milliseconds.
const STORE_PATIENCE = 2_000;
const PAUSE_AFTER_FAILURE = 10_000;

/**
 * OAuth2 client credentials.
 *
 * @throws {ConfigurationError} when a credential is empty, an option does not exist, or `tokenUrl` is not https (plain http is
 * allowed on this machine only).
 * @example
 * const tokens = createTokenSource({ clientId, clientSecret, tokenUrl });
 * const token = await tokens.get();
 * @see https://developers.paysera.com/guides/checkout-modern/getting-started/authentication
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  assertKnown('createTokenSource', options, OPTIONS, CREDENTIALS);
  return new CachedTokens(options);
}

/** The token source, with members that only the client uses. */
export class CachedTokens implements TokenSource {
  readonly #exchange: (signal: AbortSignal) => Promise<IssuedToken>;
  readonly #timeout: number;
  readonly #tokenUrl: string;
  readonly #loadTurns: (() => Promise<TokenTurns>) | undefined;
  #store: TokenStore | undefined;
  #turns: TokenTurns | undefined;
  readonly #storeKey: string | Promise<string>;
  readonly #now: () => number;
  readonly #onToken: (outcome: TokenOutcome) => void;
  #current: CurrentToken | undefined;
  #pending: PendingToken | undefined;
  /** Counts token requests: the response to an older one never replaces a newer token. */
  #generation = 0;
  #rejected: Secret | undefined;
  #pauseUntil = 0;

  /** @param loadTurns Loads the store, where processes take turns. */
  constructor(options: TokenSourceOptions, loadTurns?: () => Promise<TokenTurns>) {
    const { tokenUrl, store, now = Date.now, onToken = () => {}, timeout = 30_000 } = options;
    const { fetch = globalThis.fetch } = options;
    const [clientId, clientSecret] = [secretOf(options.clientId), secretOf(options.clientSecret)];
    this.#exchange = tokenRequest({ clientId, clientSecret, tokenUrl, fetch });
    this.#timeout = timeout;
    this.#tokenUrl = tokenUrl;
    this.#store = store;
    this.#loadTurns = loadTurns;
    const identity = `${tokenUrl} ${clientId.reveal()} ${clientSecret.reveal()}`;
    this.#storeKey = store || loadTurns ? sha256(identity) : '';
    this.#now = now;
    this.#onToken = (outcome) => {
      try {
        onToken(outcome);
      } catch {
        // A listener that throws must not fail the payment that waits for the token.
      }
    };
  }

  /** The current token, unless it is due for a refresh. */
  current(): string | undefined {
    const current = this.#current;
    return current && this.#now() < current.refreshAt ? current.token.reveal() : undefined;
  }

  async get(signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    const current = this.#current;
    const now = this.#now();
    if (current && now < current.expiresAt) {
      if (now >= current.refreshAt && now >= this.#pauseUntil) {
        // In the background: while the current token is valid, nobody has to wait and a failure harms nobody.
        const pending = this.#refresh();
        pending.waiting = Number.POSITIVE_INFINITY;
        pending.token.catch(() => {
          this.#pauseUntil = this.#now() + PAUSE_AFTER_FAILURE;
        });
      }
      return current.token.reveal();
    }
    const joined = this.#pending !== undefined;
    try {
      return await this.#wait(signal);
    } catch (error) {
      // A request that was in flight before this call may have failed for a reason that no longer applies.
      if (!joined || signal?.aborted || isKind(error, 'ApiError')) throw error;
      return await this.#wait(signal);
    }
  }

  invalidate(token: string): void {
    if (this.#current?.token.reveal() !== token) return;
    this.#rejected = this.#current.token;
    this.#current = undefined;
  }

  async #wait(signal: AbortSignal | undefined): Promise<string> {
    const pending = this.#refresh();
    pending.waiting++;
    try {
      return (await abortable(pending.token, signal)).token.reveal();
    } finally {
      // A request that nobody waits for any more is cancelled, so that the next caller does not inherit a dead
      // connection.
      if (--pending.waiting === 0) this.#cancel(pending);
    }
  }

  #refresh(): PendingToken {
    if (this.#pending) return this.#pending;
    const controller = new AbortController();
    const timer = Number.isFinite(this.#timeout)
      ? setTimeout(() => this.#abort(controller, 'tooSlow'), this.#timeout)
      : undefined;
    const token = this.#fetchToken(++this.#generation, controller.signal).finally(() => {
      clearTimeout(timer);
      if (this.#pending === pending) this.#pending = undefined;
    });
    const pending: PendingToken = { token, waiting: 0, controller };
    this.#pending = pending;
    return pending;
  }

  #cancel(pending: PendingToken): void {
    if (this.#pending !== pending) return;
    this.#pending = undefined;
    this.#abort(pending.controller, 'unwanted');
  }

  #abort(controller: AbortController, reason: 'tooSlow' | 'unwanted'): void {
    const error = import('./token-errors.ts').then((errors) => errors[reason](this.#tokenUrl, this.#timeout));
    error.catch((failure: unknown) => failure).then((why) => controller.abort(why));
  }

  async #fetchToken(generation: number, signal: AbortSignal): Promise<CurrentToken> {
    if (this.#loadTurns) this.#store = this.#turns ??= await this.#loadTurns();
    const stored = await this.#fromStore();
    if (stored) return this.#keep(stored, generation);
    const turn = this.#turns && (await this.#turns.takeTurn(await this.#storeKey, () => this.#fromStore(), signal));
    if (turn?.found) return this.#keep(turn.found, generation);
    try {
      const { token, lifetime } = await this.#exchange(signal);
      const current = { token: new Secret(token), ...this.#times(this.#now() + lifetime * 1000, lifetime) };
      this.#onToken({ outcome: 'issued', lifetime });
      if (lifetime > 0) await soon(this.#toStore({ accessToken: token, expiresAt: current.expiresAt, lifetime }));
      return this.#keep(current, generation);
    } catch (error) {
      this.#onToken({ outcome: 'failed', code: String(fieldsOf(error)['code'] ?? 'unknown') });
      throw error;
    } finally {
      turn?.end();
    }
  }

  #keep(current: CurrentToken, generation: number): CurrentToken {
    if (generation === this.#generation) this.#current = current;
    return current;
  }

  #times(expiresAt: number, lifetime: number): { expiresAt: number; refreshAt: number } {
    return { expiresAt, refreshAt: expiresAt - Math.min(REFRESH_AHEAD, lifetime / 2) * 1000 };
  }

  async #fromStore(): Promise<CurrentToken | undefined> {
    try {
      const found = this.#store && (await soon(this.#store.get(await this.#storeKey)));
      if (typeof found?.accessToken !== 'string' || found.accessToken === this.#rejected?.reveal()) return undefined;
      const current = { token: new Secret(found.accessToken), ...this.#times(found.expiresAt, found.lifetime) };
      if (!(this.#now() < current.refreshAt)) return undefined;
      this.#onToken({ outcome: 'from-store', lifetime: found.lifetime });
      return current;
    } catch {
      // A store that is down costs a token request, not a payment.
      return undefined;
    }
  }

  async #toStore(token: StoredToken): Promise<void> {
    try {
      await this.#store?.set(await this.#storeKey, token);
    } catch {
      // As above.
    }
  }
}

/** The result of a store, or `undefined` when it takes too long: a store that hangs costs a token request, not a payment. */
function soon<T>(answer: T | Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, STORE_PATIENCE);
    Promise.resolve(answer)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

function secretOf(input: string | Secret): Secret {
  return input instanceof Secret ? input : new Secret(input);
}
