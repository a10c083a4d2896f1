import fc, { type IProperty, type IPropertyWithHooks } from 'fast-check';

/** Checks a property from a random seed, and prints it: `SEED=<n>` runs the same again. */
export function seeded<T>(property: IProperty<T> | IPropertyWithHooks<T>): void {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  fc.assert(property, { seed });
}
