import { afterEach, beforeEach, vi } from 'vitest';

/** In each test of the file time stands still until the test lets it pass. */
export function fakeTimers(): void {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
}
