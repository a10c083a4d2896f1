import { defineConfig } from 'vitest/config';

/** The tests that mutants are run against: those that need neither Prism nor a database, and no clock but their own. */
export default defineConfig({
  test: {
    include: ['test/unit/{auth,errors,money,recurring-billing,runtime,webhooks}/**/*.test.ts'],
    exclude: ['test/unit/webhooks/timing.test.ts'],
    testTimeout: 20_000,
  },
});
