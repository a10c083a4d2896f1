import { defineConfig } from 'vitest/config';

/** The tests that mutants are run against: those that need neither Prism nor a database. */
export default defineConfig({
  test: {
    include: ['test/unit/{auth,checkout,errors,money,recurring-billing,runtime,webhooks}/**/*.test.ts'],
    // It takes seconds, for every mutant of the store again.
    exclude: ['test/unit/runtime/many-intents.test.ts'],
    testTimeout: 20_000,
    // A worker for each file and each mutant would take longer than the tests.
    isolate: false,
  },
});
