/** Thrown by an attempt that is to be followed by another. */
export class RetrySignal extends Error {
  /** Milliseconds to wait before it. */
  readonly wait: number;

  constructor(wait: number) {
    super('again');
    this.wait = wait;
  }
}
