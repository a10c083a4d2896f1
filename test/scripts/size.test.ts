import { expect, test } from 'vitest';
import { BUDGET, PARTS, sizeOf } from '../../scripts/size.ts';

test.each(['createCheckout alone', 'createRecurringBilling alone'])(
  '%s is at most 20 kB minified and gzipped, its dependencies in it',
  async (part) => {
    const { gzipped, minified } = await sizeOf(PARTS[part] ?? '');
    // Less than 5 kB would mean that the bundle has lost what it should hold.
    expect(minified).toBeGreaterThan(5_000);
    expect(gzipped).toBeLessThanOrEqual(BUDGET);
  },
);
