import { type MacOptions, macSigner } from '../../auth/mac.ts';
import type { CachedTokens } from '../../auth/oauth.ts';
import { Secret } from '../../auth/secret.ts';
import { fieldsOf } from '../../wire/fields-of.ts';

/** The parts of a request that are signed. */
interface SignedParts {
  readonly method: string;
  readonly url: string;
  readonly body: string | undefined;
}

/** Signs a request. Each attempt is signed separately. */
export interface Authentication {
  /**
   * Fetches what `authorize` needs, so that nothing delays the request once the rate gate has let it pass. Undefined when
   * there is nothing to fetch.
   */
  ready?(signal: AbortSignal): Promise<unknown> | undefined;
  /** What must not appear in any error, besides what an attempt sent. */
  readonly credentials?: readonly Secret[];
  /** The `Authorization` value, without a promise where possible. */
  authorize(request: SignedParts, signal: AbortSignal): string | Promise<string>;
  /** After a 401: whether the next attempt will carry other credentials. */
  renew(authorization: string, response: { readonly data: unknown }): boolean;
}

/** A bearer token. One that was rejected is discarded, and the next attempt carries a new one. */
export function bearer(tokens: CachedTokens, credentials: readonly Secret[]): Authentication {
  return {
    credentials,
    ready: (signal) => (tokens.current() === undefined ? tokens.get(signal) : undefined),
    authorize(_, signal) {
      const current = tokens.current();
      return current === undefined ? tokens.get(signal).then((token) => `Bearer ${token}`) : `Bearer ${current}`;
    },
    renew(authorization) {
      tokens.invalidate(authorization.slice('Bearer '.length));
      return true;
    },
  };
}

/** A MAC. A 401 that names the timestamp is worth a retry: the clock has learned from its `Date` header. */
export function mac(options: MacOptions): Authentication {
  const { macId, macKey } = options;
  return {
    credentials: [new Secret(macId), macKey instanceof Secret ? macKey : new Secret(macKey)],
    authorize: macSigner(options),
    renew: (_, { data }) => {
      const { error, error_description } = fieldsOf(data);
      return (
        error === 'invalid_timestamp' || (typeof error_description === 'string' && /timestamp/i.test(error_description))
      );
    },
  };
}
