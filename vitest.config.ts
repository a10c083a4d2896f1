import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // A test that hangs must not take the run with it.
    teardownTimeout: 5_000,
    projects: [
      {
        extends: true,
        test: { name: 'tests', include: ['test/**/*.test.ts'], globalSetup: ['test/support/prism-setup.ts'] },
      },
      {
        extends: true,
        // The same contract tests, with the sandbox in Prism's place.
        test: {
          name: 'on the sandbox',
          include: ['test/contract/*.test.ts'],
          globalSetup: ['test/support/sandbox-setup.ts'],
        },
      },
    ],
  },
});
