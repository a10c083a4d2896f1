/** Thrown by an attempt that failed and is to be followed by another. */
export class RetrySignal extends Error {
  /** Milliseconds to wait before it. */
  readonly wait: number;

  constructor(wait: number) {
    super('retry');
    this.wait = wait;
  }
}
