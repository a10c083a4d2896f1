/** One attempt at a call, as reported by errors, events and `metadataOf()`. Holds no body, header or credential. */
export interface Attempt {
  /** How it ended, in words: `'201'`, `'connection refused'`, `'the response broke off'`. */
  readonly reason: string;
  /** HTTP status, when a response started to arrive. */
  readonly status?: number;
  /** Milliseconds from the first byte sent to the last one read. */
  readonly duration: number;
  /** Milliseconds waited after it, before the next attempt. */
  readonly wait?: number;
}
