/** One try at a call, as it stands on errors, events and `metadataOf()`. Holds no body, header or credential. */
export interface Attempt {
  /** What came of it, in words: `'201'`, `'connection refused'`, `'the answer broke off'`. */
  readonly reason: string;
  /** HTTP status, when an answer began. */
  readonly status?: number;
  /** Milliseconds from the first byte sent to the last one read. */
  readonly duration: number;
  /** Milliseconds waited after it, before the next attempt. */
  readonly wait?: number;
}
