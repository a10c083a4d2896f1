import { ConfigurationError } from '../../../errors/configuration-error.ts';

/** Bounds how many requests are in flight at once. */
export interface Slots {
  /**
   * What gives a slot back: at once when one is free, else when it is, first come, first served. Rejects with the reason of
   * `signal`.
   */
  take(signal: AbortSignal): (() => void) | Promise<() => void>;
}

/** @throws {ConfigurationError} when `size` is not a whole number above 0, or `Infinity`. */
export function createSlots(size: number): Slots {
  if (!(size >= 1 && (Number.isSafeInteger(size) || size === Number.POSITIVE_INFINITY))) {
    throw new ConfigurationError(`concurrency is ${size}; expected a whole number above 0, or Infinity.`);
  }
  const queue: (() => void)[] = [];
  let free = size;
  const release = () => {
    free++;
    queue.shift()?.();
  };
  return {
    take(signal) {
      signal.throwIfAborted();
      if (free > 0) {
        free--;
        return release;
      }
      return new Promise((resolve, reject) => {
        const go = () => {
          signal.removeEventListener('abort', onAbort);
          free--;
          resolve(release);
        };
        const onAbort = () => {
          queue.splice(queue.indexOf(go), 1);
          reject(signal.reason);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        queue.push(go);
      });
    },
  };
}
