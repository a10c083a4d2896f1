/** One signal over a whole call: the caller's own and the timeout. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Milliseconds left. */
  remaining(): number;
  /** What ended it: the caller, the clock, or nothing yet. */
  ended(): 'aborted' | 'timeout' | undefined;
  /** The promise, or a rejection when the call ends first. One at a time. */
  within<T>(promise: Promise<T>): Promise<T>;
  /** Takes the timer and the listener off. A long-lived caller's signal keeps nothing of this call. */
  close(): void;
}

/** @param timeout Milliseconds; `Infinity` for none. */
export function openDeadline(caller: AbortSignal | undefined, timeout: number): Deadline {
  // Not AbortSignal.any: it keeps a weak entry on the caller's signal for every call.
  const controller = new AbortController();
  const started = performance.now();
  let ended: 'aborted' | 'timeout' | undefined;
  // Not a listener on the signal: that costs as much as the promise it is for.
  let onEnd: ((reason: unknown) => void) | undefined;
  const end = (by: 'aborted' | 'timeout', reason: unknown) => {
    ended ??= by;
    controller.abort(reason);
    onEnd?.(controller.signal.reason);
  };
  const onAbort = () => end('aborted', caller?.reason);
  const timer = Number.isFinite(timeout) ? setTimeout(() => end('timeout', undefined), timeout) : undefined;
  if (caller?.aborted) onAbort();
  else caller?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    remaining: () => timeout - (performance.now() - started),
    ended: () => ended,
    within: (promise) =>
      new Promise((resolve, reject) => {
        onEnd = reject;
        if (ended) reject(controller.signal.reason);
        promise.then(resolve, reject);
      }),
    close() {
      clearTimeout(timer);
      caller?.removeEventListener('abort', onAbort);
    },
  };
}
