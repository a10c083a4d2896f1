import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/prism-setup.ts'],
    testTimeout: 20_000,
    // A test that hangs must not take the run with it.
    teardownTimeout: 5_000,
  },
});
