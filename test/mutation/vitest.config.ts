import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A mutant is dead with its first failure: first the tests that killed the one before, then the quick ones. */
class KillersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const cost = (file: TestSpecification) => {
      const last = this.ctx.cache.getTestSpecificationResult(file);
      return last?.failed ? 0 : (last?.duration ?? 0);
    };
    return files.toSorted((one, other) => cost(one) - cost(other));
  }
}

/** The tests that mutants are run against: those that need neither Prism nor a database. */
export default defineConfig({
  test: {
    include: ['test/unit/{auth,checkout,errors,money,recurring-billing,runtime,webhooks}/**/*.test.ts'],
    testTimeout: 20_000,
    // A worker for each file and each mutant would take longer than the tests.
    isolate: false,
    // What is loaded on demand is loaded before the tests: a constant that is made within one would seem to be tested by it.
    setupFiles: ['test/support/loaded.ts', 'test/mutation/leftovers.ts'],
    sequence: { sequencer: KillersFirst },
  },
});
