import fc, { type IAsyncProperty, type IProperty, type IPropertyWithHooks } from 'fast-check';

/** Checks a property from a random seed, and prints it: `SEED=<n>` runs the same again. */
export function seeded<T>(property: IProperty<T> | IPropertyWithHooks<T>): void {
  fc.assert(property, { seed: printedSeed() });
}

/** The same for a property that takes its time, with as many runs. */
export async function seededAsync<T>(property: IAsyncProperty<T>, numRuns: number): Promise<void> {
  await fc.assert(property, { seed: printedSeed(), numRuns });
}

function printedSeed(): number {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  return seed;
}
