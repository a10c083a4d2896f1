import { afterEach, beforeEach, vi } from 'vitest';

/** In each test of the file time stands still until the test lets it pass. It begins at `elapsed` milliseconds. */
export function fakeTimers({ elapsed = 0 }: { readonly elapsed?: number } = {}): void {
  beforeEach(() => {
    vi.useFakeTimers();
    if (elapsed > 0) vi.advanceTimersByTime(elapsed);
  });
  afterEach(() => void vi.useRealTimers());
}
