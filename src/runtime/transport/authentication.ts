import { type MacOptions, macSigner } from '../../auth/mac.ts';
import type { CachedTokens } from '../../auth/oauth.ts';
import { Secret } from '../../auth/secret.ts';

/** What goes on the wire, as far as it is signed. */
interface SignedParts {
  readonly method: string;
  readonly url: string;
  readonly body: string | undefined;
}

/** Puts credentials on one attempt. Asked anew for each. */
export interface Authentication {
  /** Has what `authorize` needs at hand, so that nothing stands between a place in the rate gate and the request. */
  ready?(signal: AbortSignal): Promise<unknown>;
  /** What must not come back in any error, besides what an attempt carried. */
  readonly credentials?: readonly Secret[];
  /** The `Authorization` value; at once where it is at hand. */
  authorize(request: SignedParts, signal: AbortSignal): string | Promise<string>;
  /** After a 401: whether the next attempt will carry something better. */
  renew(authorization: string, response: { readonly data: unknown }): boolean;
}

/** A bearer token. One that was refused is given up, and the next attempt carries a new one. */
export function bearer(tokens: CachedTokens, credentials: readonly Secret[]): Authentication {
  return {
    credentials,
    ready: async (signal) => tokens.current() ?? tokens.get(signal),
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

/** A MAC. The clock has learned from the refusal's own `Date`, so that one that names the time is worth another try. */
export function mac(options: MacOptions): Authentication {
  const { macId, macKey } = options;
  return {
    credentials: [new Secret(macId), macKey instanceof Secret ? macKey : new Secret(macKey)],
    authorize: macSigner(options),
    renew: (_, { data }) => {
      const { error, error_description } = (data ?? {}) as { error?: unknown; error_description?: unknown };
      return (
        error === 'invalid_timestamp' || (typeof error_description === 'string' && /timestamp/i.test(error_description))
      );
    },
  };
}
