import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // A test that hangs must not take the run with it.
    teardownTimeout: 5_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: ['test/undici/**'],
          globalSetup: ['test/support/prism-setup.ts'],
        },
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
      {
        extends: true,
        // The same tests of what goes over the wire, with undici's `request` in the place of `fetch`.
        test: {
          name: 'over undici',
          include: [
            'test/contract/*.test.ts',
            'test/faults/{every-fault,late,leaks,secrets}.test.ts',
            'test/unit/{answer-bodies,deadline,destination,mac-on-the-wire,oauth-on-the-wire,retry-after}.test.ts',
            'test/undici/*.test.ts',
          ],
          globalSetup: ['test/support/prism-setup.ts'],
          setupFiles: ['test/support/undici-setup.ts'],
        },
      },
    ],
  },
});
