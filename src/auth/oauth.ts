import { AbortError } from '../errors/abort-error.ts';
import { isApiError } from '../errors/api-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import { abortable } from './abortable.ts';
import { sha256 } from './hmac.ts';
import { Secret } from './secret.ts';
import { type IssuedToken, tokenRequest } from './token-request.ts';

/** A token as a store keeps it. It is a credential: keep it where you keep the client secret. */
export interface StoredToken {
  /** The token itself. */
  readonly accessToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Seconds it was issued for. */
  readonly lifetime: number;
}

/** Shares one access token among several processes. Both members may fail: the token is then asked for anew. */
export interface TokenStore {
  /** The token kept under a key, expired or not. */
  get(key: string): Promise<StoredToken | undefined>;
  /** Keeps a token, or forgets it when `undefined`. */
  set(key: string, token: StoredToken | undefined): Promise<void>;
}

/** What a token source tells of its work. Never the token. */
export type TokenOutcome =
  | {
      /** Issued by Paysera, or found in the store. */
      readonly outcome: 'issued' | 'from-store';
      /** Seconds it is taken to live. */
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
  /** Told of each token. Default: nobody is. */
  readonly onToken?: ((news: TokenOutcome) => void) | undefined;
}

/** An access token, cached and renewed. */
export interface TokenSource {
  /**
   * A token that is valid now. One request serves all who ask at once; ahead of expiry the old one is given while a
   * new one is fetched. May be repeated.
   * @throws {AuthenticationError} when the credentials are refused.
   * @throws {ApiError} when the token endpoint refuses otherwise: {@link RateLimitError}, {@link ServerError}.
   * @throws {ConnectionError} when it cannot be reached.
   * @throws {TimeoutError} when it takes longer than `timeout`.
   * @throws {MalformedResponseError} when it answers without a token.
   * @throws the signal's reason, when it is aborted.
   */
  get(signal?: AbortSignal): Promise<string>;
  /** Gives up this token, if it is still the one in use: it was refused. */
  invalidate(token: string): void;
}

interface Held {
  readonly token: Secret;
  readonly expiresAt: number;
  readonly renewAt: number;
}

/** A token on its way. */
interface PendingToken {
  readonly held: Promise<Held>;
  /** Callers that wait for it. */
  waiting: number;
  readonly controller: AbortController;
}

const RENEW_AHEAD = 300;
const PAUSE_AFTER_FAILURE = 10_000;

/**
 * OAuth2 client credentials.
 *
 * @throws {ConfigurationError} at once, when a credential is empty.
 * @example
 * const tokens = createTokenSource({ clientId, clientSecret, tokenUrl });
 * const token = await tokens.get();
 * @see https://developers.paysera.com/guides/checkout-modern/getting-started/authentication
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  return new CachedTokens(options);
}

/** The token source with what only a client asks of it. */
export class CachedTokens implements TokenSource {
  readonly #exchange: (signal: AbortSignal) => Promise<IssuedToken>;
  readonly #timeout: number;
  readonly #store: TokenStore | undefined;
  readonly #storeKey: string | Promise<string>;
  readonly #now: () => number;
  readonly #onNews: (news: TokenOutcome) => void;
  #held: Held | undefined;
  #pending: PendingToken | undefined;
  /** Counts exchanges. The answer of an older one never takes the place of a newer one's. */
  #generation = 0;
  #refused: Secret | undefined;
  #pauseUntil = 0;

  constructor(options: TokenSourceOptions) {
    const { tokenUrl, store, now = Date.now, onToken: onNews = () => {}, timeout = 30_000 } = options;
    const { fetch = globalThis.fetch } = options;
    const [clientId, clientSecret] = [secretOf(options.clientId), secretOf(options.clientSecret)];
    this.#exchange = tokenRequest({ clientId, clientSecret, tokenUrl, fetch });
    this.#timeout = timeout;
    this.#store = store;
    const names = `${tokenUrl} ${clientId.reveal()} ${clientSecret.reveal()}`;
    this.#storeKey = store ? sha256(names) : '';
    this.#now = now;
    this.#onNews = onNews;
  }

  /** The token at hand, as long as it is good and it is not time for another. */
  held(): string | undefined {
    const held = this.#held;
    return held && this.#now() < held.renewAt ? held.token.reveal() : undefined;
  }

  async get(signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    const held = this.#held;
    const now = this.#now();
    if (held && now < held.expiresAt) {
      if (now >= held.renewAt && now >= this.#pauseUntil) {
        // In the background: while the old one lives, a failure harms nobody, and nobody has to wait.
        const flight = this.#renew();
        flight.waiting = Number.POSITIVE_INFINITY;
        flight.held.catch(() => {
          this.#pauseUntil = this.#now() + PAUSE_AFTER_FAILURE;
        });
      }
      return held.token.reveal();
    }
    const joined = this.#pending !== undefined;
    try {
      return await this.#wait(signal);
    } catch (error) {
      // A request that was under way before this caller came may have died of what is over by now.
      if (!joined || signal?.aborted || isApiError(error)) throw error;
      return await this.#wait(signal);
    }
  }

  invalidate(token: string): void {
    if (this.#held?.token.reveal() !== token) return;
    this.#refused = this.#held.token;
    this.#held = undefined;
  }

  async #wait(signal: AbortSignal | undefined): Promise<string> {
    const flight = this.#renew();
    flight.waiting++;
    try {
      return (await abortable(flight.held, signal)).token.reveal();
    } finally {
      // One that nobody waits for any more is let go: whoever comes next is not to inherit a dead connection.
      if (--flight.waiting === 0) this.#cancel(flight);
    }
  }

  #renew(): PendingToken {
    if (this.#pending) return this.#pending;
    const controller = new AbortController();
    const tooLate = `The token endpoint did not answer within ${this.#timeout} ms.`;
    const timer = Number.isFinite(this.#timeout)
      ? setTimeout(() => controller.abort(new TimeoutError(tooLate, { operation: 'createAccessToken' })), this.#timeout)
      : undefined;
    const held = this.#fetchToken(++this.#generation, controller.signal).finally(() => {
      clearTimeout(timer);
      if (this.#pending === flight) this.#pending = undefined;
    });
    const flight: PendingToken = { held, waiting: 0, controller };
    this.#pending = flight;
    return flight;
  }

  #cancel(flight: PendingToken): void {
    if (this.#pending !== flight) return;
    this.#pending = undefined;
    flight.controller.abort(
      new AbortError('Nobody waits for this token any more.', { operation: 'createAccessToken' }),
    );
  }

  async #fetchToken(generation: number, signal: AbortSignal): Promise<Held> {
    const stored = await this.#fromStore();
    if (stored) return this.#hold(stored, generation);
    try {
      const { token, lifetime } = await this.#exchange(signal);
      const held = { token: new Secret(token), ...this.#times(this.#now() + lifetime * 1000, lifetime) };
      this.#onNews({ outcome: 'issued', lifetime });
      if (lifetime > 0) await this.#toStore({ accessToken: token, expiresAt: held.expiresAt, lifetime });
      return this.#hold(held, generation);
    } catch (error) {
      this.#onNews({ outcome: 'failed', code: String((error as { code?: unknown }).code ?? 'unknown') });
      throw error;
    }
  }

  #hold(held: Held, generation: number): Held {
    if (generation === this.#generation) this.#held = held;
    return held;
  }

  #times(expiresAt: number, lifetime: number): { expiresAt: number; renewAt: number } {
    return { expiresAt, renewAt: expiresAt - Math.min(RENEW_AHEAD, lifetime / 2) * 1000 };
  }

  async #fromStore(): Promise<Held | undefined> {
    try {
      const found = await this.#store?.get(await this.#storeKey);
      if (typeof found?.accessToken !== 'string' || found.accessToken === this.#refused?.reveal()) return undefined;
      const held = { token: new Secret(found.accessToken), ...this.#times(found.expiresAt, found.lifetime) };
      if (!(this.#now() < held.renewAt)) return undefined;
      this.#onNews({ outcome: 'from-store', lifetime: found.lifetime });
      return held;
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

function secretOf(input: string | Secret): Secret {
  return input instanceof Secret ? input : new Secret(input);
}
