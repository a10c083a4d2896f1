/** Which client is at work on which key. A claim ends with its lease: when a process dies, another one can take over its work. */
export interface Claims {
  /**
   * Claims a key, in one atomic step. Resolves with `true` for one of those who ask, or for the same owner again, whose
   * lease it renews; with `false` while another owner's claim holds. Safe to retry.
   *
   * @param owner Whoever asks: a UUID.
   * @param milliseconds After these the claim no longer holds.
   * @throws whatever the store throws.
   */
  claim(key: string, owner: string, milliseconds: number): Promise<boolean>;
  /**
   * Gives a claim back. Does nothing when the key has another owner by now. Safe to retry.
   *
   * @throws whatever the store throws: the claim then ends with its lease.
   */
  release(key: string, owner: string): Promise<void>;
}

/** Claims in memory. */
export function memoryClaims(): Claims {
  const claims = new Map<string, { readonly owner: string; readonly until: number }>();
  return {
    async claim(key, owner, milliseconds) {
      const held = claims.get(key);
      if (held && held.owner !== owner && performance.now() < held.until) return false;
      claims.set(key, { owner, until: performance.now() + milliseconds });
      return true;
    },
    async release(key, owner) {
      if (claims.get(key)?.owner === owner) claims.delete(key);
    },
  };
}
