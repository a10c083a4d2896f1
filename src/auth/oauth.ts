import { ConfigurationError } from '../errors/configuration-error.ts';
import { MalformedResponseError } from '../errors/malformed-response-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import { toApiError } from '../errors/to-api-error.ts';
import { sha256 } from './hmac.ts';
import { Secret } from './secret.ts';

/** A token as a store keeps it. It is a credential: keep it where you keep the client secret. */
export interface StoredToken {
  readonly accessToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Seconds it was issued for. */
  readonly lifetime: number;
}

/** Shares one access token among several processes. Both members may fail: the token is then asked for anew. */
export interface TokenStore {
  get(key: string): Promise<StoredToken | undefined>;
  set(key: string, token: StoredToken | undefined): Promise<void>;
}

/** What a token source tells of its work. Never the token. */
export type TokenNews =
  | { readonly outcome: 'issued' | 'from-store'; readonly lifetime: number }
  | { readonly outcome: 'failed'; readonly code: string };

/** Options of `createTokenSource`. */
export interface TokenSourceOptions {
  readonly clientId: string | Secret;
  readonly clientSecret: string | Secret;
  /** https URL of the token endpoint. */
  readonly tokenUrl: string;
  readonly store?: TokenStore | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** Milliseconds for one token request. Default 30,000. */
  readonly timeout?: number | undefined;
  readonly onNews?: ((news: TokenNews) => void) | undefined;
}

/** An access token, cached and renewed. */
export interface TokenSource {
  /**
   * A token that is valid now. One request serves all who ask at once; ahead of expiry the old one is given while a
   * new one is fetched.
   * @throws {AuthenticationError} when the credentials are refused.
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

const RENEW_AHEAD = 300;
const LIFETIME_UNKNOWN = 60;
const LIFETIME_MAX = 86_400;
const PAUSE_AFTER_FAILURE = 10_000;

/**
 * OAuth2 client credentials.
 *
 * @example
 * const tokens = createTokenSource({ clientId, clientSecret, tokenUrl });
 * const token = await tokens.get();
 * @see https://developers.paysera.com/guides/checkout-modern/getting-started/authentication
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  return new CachedTokens(options);
}

class CachedTokens implements TokenSource {
  readonly #exchange: () => Promise<{ token: string; lifetime: number }>;
  readonly #store: TokenStore | undefined;
  readonly #storeKey: Promise<string>;
  readonly #now: () => number;
  readonly #onNews: (news: TokenNews) => void;
  #held: Held | undefined;
  #inFlight: Promise<Held> | undefined;
  /** Counts exchanges. The answer of an older one never takes the place of a newer one's. */
  #generation = 0;
  #refused: Secret | undefined;
  #pauseUntil = 0;

  constructor(options: TokenSourceOptions) {
    const { clientId, clientSecret, tokenUrl, store, now = Date.now, onNews = () => {} } = options;
    this.#exchange = exchangeOf(options);
    this.#store = store;
    this.#storeKey = store ? sha256(`${tokenUrl} ${reveal(clientId)} ${reveal(clientSecret)}`) : Promise.resolve('');
    this.#now = now;
    this.#onNews = onNews;
  }

  async get(signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    const held = this.#held;
    const now = this.#now();
    if (held && now < held.expiresAt) {
      if (now >= held.renewAt && now >= this.#pauseUntil) {
        // In the background: while the old one lives, a failure harms nobody.
        this.#renew().catch(() => {
          this.#pauseUntil = this.#now() + PAUSE_AFTER_FAILURE;
        });
      }
      return held.token.reveal();
    }
    return (await abortable(this.#renew(), signal)).token.reveal();
  }

  invalidate(token: string): void {
    if (this.#held?.token.reveal() !== token) return;
    this.#refused = this.#held.token;
    this.#held = undefined;
  }

  #renew(): Promise<Held> {
    this.#inFlight ??= this.#fetchToken(++this.#generation).finally(() => {
      this.#inFlight = undefined;
    });
    return this.#inFlight;
  }

  async #fetchToken(generation: number): Promise<Held> {
    const stored = await this.#fromStore();
    if (stored) return this.#hold(stored, generation);
    try {
      const { token, lifetime } = await this.#exchange();
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

/** Asks the token endpoint once. */
function exchangeOf({
  clientId,
  clientSecret,
  tokenUrl,
  fetch = globalThis.fetch,
  timeout = 30_000,
}: TokenSourceOptions) {
  const [id, secret] = [clientId, clientSecret].map((given) => new Secret(reveal(given)));
  if (!id?.reveal() || !secret?.reveal()) {
    throw new ConfigurationError(
      'clientId and clientSecret must both be given; they stand in the merchant portal, project → Integrations.',
    );
  }
  return async () => {
    const signal = AbortSignal.timeout(timeout);
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: id.reveal(),
      client_secret: secret.reveal(),
    });
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' };
    const asked = fetch(tokenUrl, { method: 'POST', headers, body: body.toString(), redirect: 'manual', signal });
    // A fetch that ignores its signal must not hold everybody up.
    const response = await abortable(asked, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      throw new TimeoutError(`The token endpoint did not answer within ${timeout} ms.`, {
        operation: 'createAccessToken',
      });
    });
    const raw = await abortable(response.text(), signal);
    const data = parse(raw);
    const context = { operation: 'createAccessToken' };
    if (!response.ok) throw toApiError({ status: response.status, data, raw }, context);
    const { access_token: token, expires_in: expiresIn } = (data ?? {}) as {
      access_token?: unknown;
      expires_in?: unknown;
    };
    if (typeof token !== 'string' || !/^[\x21-\x7E]+$/.test(token)) {
      throw new MalformedResponseError(
        'The token endpoint answered without an access_token.',
        response.status,
        '',
        context,
      );
    }
    return { token, lifetime: lifetimeOf(expiresIn) };
  };
}

/** Seconds. Missing or nonsense: a minute. Zero or less: good for those who wait for it now. At most a day. */
function lifetimeOf(expiresIn: unknown): number {
  const seconds = typeof expiresIn === 'string' && expiresIn.trim() !== '' ? Number(expiresIn) : expiresIn;
  if (typeof seconds !== 'number' || Number.isNaN(seconds)) return LIFETIME_UNKNOWN;
  return Math.min(Math.max(0, Math.floor(seconds)), LIFETIME_MAX);
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

function reveal(given: string | Secret): string {
  return given instanceof Secret ? given.reveal() : given;
}

/** The promise, or the signal's reason when that comes first. Leaves no listener behind. */
async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
