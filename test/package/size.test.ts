import { expect, test } from 'vitest';
import { MEASURED_IMPORTS, type Part, sizeOf } from '../../scripts/check/size.ts';

const budgeted = Object.entries<Part>(MEASURED_IMPORTS).flatMap(([name, { source, budget }]) =>
  budget === undefined ? [] : [{ name, source, budget }],
);

test.each(budgeted)('$name is at most $budget bytes minified and gzipped, including its dependencies', async (part) => {
  const { gzipped, minified } = await sizeOf(part.source);
  // Much less would mean that the bundle has lost what it should hold.
  expect(minified).toBeGreaterThan(part.budget / 4);
  expect(gzipped).toBeLessThanOrEqual(part.budget);
});
