import type { Claims } from './claims.ts';

/** Keeps access tokens for several processes. It receives them encrypted: whoever reads the store learns no token. */
export interface SealedTokens extends Claims {
  /**
   * Returns what is kept under a key. Safe to retry.
   *
   * @throws whatever the store throws: the client then requests a token of its own.
   */
  get(key: string): Promise<string | undefined>;
  /**
   * Keeps a sealed token. Safe to retry.
   *
   * @param milliseconds After these it can be forgotten.
   * @throws whatever the store throws: the other processes then request tokens of their own.
   */
  set(key: string, sealed: string, milliseconds: number): Promise<void>;
}

/** Sealed tokens in memory, with the claims that are given. */
export function memoryTokens(claims: Claims): SealedTokens {
  const tokens = new Map<string, string>();
  return {
    ...claims,
    get: async (key) => tokens.get(key),
    async set(key, sealed) {
      tokens.set(key, sealed);
    },
  };
}
