/** Milliseconds after which a store that failed is tried again. */
export const PAUSES: readonly number[] = [1_000, 5_000, 20_000];

/**
 * Saves, and tries again when the store fails. Resolves with whether it is still `wanted` once it is safe.
 *
 * @throws whatever the store threw last.
 */
export async function saveAtLast(save: () => Promise<void>, wanted: () => boolean): Promise<boolean> {
  for (const pause of PAUSES) {
    try {
      await save();
      return wanted();
    } catch {
      await new Promise<void>((resolve) => later(pause, resolve));
      if (!wanted()) return false;
    }
  }
  await save();
  return wanted();
}

/** Without keeping a process alive that has nothing else to do. */
export function later(ms: number, act: () => void): void {
  const timer: { unref?(): unknown } | number = setTimeout(act, ms);
  if (typeof timer === 'object') timer.unref?.();
}
