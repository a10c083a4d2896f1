/** Milliseconds. A longer timer would fire immediately. */
export const LONGEST_TIMER: number = 2 ** 31 - 1;

/** One signal for a whole call: the caller's signal and the timeout in one. */
export class Deadline {
  // Not AbortSignal.any: it keeps a weak entry on the caller's signal for every call.
  readonly #controller = new AbortController();
  readonly #started: number;
  readonly #timeout: number;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #caller: AbortSignal | undefined;
  readonly #onAbort: (() => void) | undefined;
  #ended: 'aborted' | 'timeout' | undefined;
  // Not a listener on the signal, which costs as much as the promise itself.
  #onEnd: ((reason: unknown) => void) | undefined;

  /**
   * @param timeout Milliseconds; `Infinity` for none.
   * @param started When the call began, by `performance.now()`.
   */
  constructor(caller: AbortSignal | undefined, timeout: number, started: number = performance.now()) {
    this.#timeout = timeout;
    this.#started = started;
    const wait = Math.max(0, this.remaining());
    if (Number.isFinite(wait)) this.#timer = setTimeout(() => this.#end('timeout', undefined), wait);
    if (!caller) return;
    this.#caller = caller;
    this.#onAbort = () => this.#end('aborted', caller.reason);
    if (caller.aborted) this.#onAbort();
    else caller.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }
  /** Milliseconds left. */
  remaining(): number {
    return this.#timeout - (performance.now() - this.#started);
  }
  /** What ended it: the caller, the timeout, or nothing yet. Whatever blocks (a listener, a store) keeps the timer from firing. */
  ended(): 'aborted' | 'timeout' | undefined {
    if (!this.#ended && this.remaining() <= 0) this.#end('timeout', undefined);
    return this.#ended;
  }
  /** @throws the reason of `signal`, when the call is over. */
  throwIfOver(): void {
    if (this.ended()) throw this.signal.reason;
  }
  /** The promise, or a rejection if the call ends first. One at a time. */
  within<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#onEnd = reject;
      if (this.#ended) reject(this.signal.reason);
      promise.then(resolve, reject);
    });
  }
  /** Removes the timer and the listener, so that a long-lived signal of the caller holds on to nothing. */
  close(): void {
    clearTimeout(this.#timer);
    if (this.#onAbort) this.#caller?.removeEventListener('abort', this.#onAbort);
  }

  #end(by: 'aborted' | 'timeout', reason: unknown): void {
    this.#ended ??= by;
    this.#controller.abort(reason);
    this.#onEnd?.(this.signal.reason);
  }
}
