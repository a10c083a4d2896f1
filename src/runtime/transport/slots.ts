import { ConfigurationError } from '../../errors/configuration-error.ts';

/** Bounds how many requests are in flight at once. */
export interface Slots {
  /** Resolves when one is free, first come, first served, with what gives it back. Rejects with the reason of `signal`. */
  take(signal: AbortSignal): Promise<() => void>;
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
    take: (signal) =>
      new Promise((resolve, reject) => {
        const go = () => {
          signal.removeEventListener('abort', onAbort);
          free--;
          resolve(release);
        };
        const onAbort = () => {
          queue.splice(queue.indexOf(go), 1);
          reject(signal.reason);
        };
        if (signal.aborted) reject(signal.reason);
        else if (free > 0) go();
        else {
          signal.addEventListener('abort', onAbort, { once: true });
          queue.push(go);
        }
      }),
  };
}
