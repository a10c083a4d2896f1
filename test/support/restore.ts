import { afterAll, expect, vi } from 'vitest';

const clock = () => [setTimeout, clearTimeout, Date, performance.now];
const own = clock();

// Test files share a process: what one has replaced must not reach the next.
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  expect(clock(), 'this file leaves a clock of its own to the next').toEqual(own);
});
