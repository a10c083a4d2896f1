import { ConfigurationError } from '../errors/configuration-error.ts';
import { isPayseraError } from '../errors/paysera-error.ts';
import { readText } from '../http/read-text.ts';
import { secureUrl } from '../http/secure-url.ts';
import { fieldsOf } from '../wire/fields-of.ts';
import { abortable } from './abortable.ts';
import type { Secret } from './secret.ts';

const LIFETIME_UNKNOWN = 60;
const LIFETIME_MAX = 86_400;

/** The parts of a token request. */
export interface TokenRequest {
  readonly clientId: Secret;
  readonly clientSecret: Secret;
  readonly tokenUrl: string;
  readonly fetch: typeof fetch;
}

export interface IssuedToken {
  readonly token: string;
  /** Seconds. */
  readonly lifetime: number;
}

/**
 * Requests a token, once per call.
 *
 * @throws {ConfigurationError} when a credential is empty, or `tokenUrl` is not https.
 */
export function tokenRequest({
  clientId: id,
  clientSecret: secret,
  tokenUrl,
  fetch,
}: TokenRequest): (signal: AbortSignal) => Promise<IssuedToken> {
  if (!id.reveal() || !secret.reveal()) {
    throw new ConfigurationError(
      'clientId and clientSecret must not be empty; find them in the merchant portal under your project’s Integrations tab.',
    );
  }
  secureUrl('tokenUrl', tokenUrl);
  return async (signal) => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: id.reveal(),
      client_secret: secret.reveal(),
    });
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' };
    const sent = { tokenUrl, sensitiveValues: [id.reveal(), secret.reveal()] };
    const responsePromise = (async () => {
      const response = await fetch(tokenUrl, {
        method: 'POST',
        headers,
        body: body.toString(),
        redirect: 'manual',
        signal,
      });
      return { response, raw: await readText(response) };
    })();
    // A fetch that ignores its signal must not block everyone.
    const { response, raw } = await abortable(responsePromise, signal).catch(async (error: unknown) => {
      if (isPayseraError(error)) throw error;
      const { unreachable } = await import('./token-errors.ts');
      throw unreachable(error, sent);
    });
    if (raw === undefined) {
      const { tooLarge } = await import('./token-errors.ts');
      throw tooLarge(response, sent);
    }
    const data = parse(raw);
    const { access_token: token, expires_in: expiresIn } = fieldsOf(data);
    if (!response.ok || typeof token !== 'string' || !/^[\x21-\x7E]+$/.test(token)) {
      const { noToken } = await import('./token-errors.ts');
      throw noToken(response, raw, data, sent);
    }
    return { token, lifetime: lifetimeOf(expiresIn) };
  };
}

/** Seconds: a minute when missing or invalid, at most a day. Zero or less serves only the callers waiting now. */
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
