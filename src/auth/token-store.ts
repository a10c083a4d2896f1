/** An access token as a store keeps it. It is a credential: protect it like the client secret. */
export interface StoredToken {
  /** The token itself. */
  readonly accessToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** The lifetime it was issued with, in seconds. */
  readonly lifetime: number;
}

/** Shares one access token among several processes. When either method fails, a new token is requested. */
export interface TokenStore {
  /** Returns the token stored under a key, expired or not. */
  get(key: string): Promise<StoredToken | undefined>;
  /** Stores a token, or deletes it when `undefined`. */
  set(key: string, token: StoredToken | undefined): Promise<void>;
}

/** A store in which one process at a time requests a token. */
export interface TokenTurns extends TokenStore {
  /**
   * Waits until it is this process's turn to request a token, or until `find` has found one that another process requested.
   * Safe to retry.
   *
   * @throws the signal's reason, when it is aborted.
   */
  takeTurn<T>(
    key: string,
    find: () => Promise<T | undefined>,
    signal: AbortSignal,
  ): Promise<{
    /** What another process requested. */
    readonly found: T | undefined;
    /** Lets the others have their turn. */
    end(): void;
  }>;
}
