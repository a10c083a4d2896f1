/** Deeper than any event, and shallow enough for JSON.stringify and structuredClone. */
export const MAX_DEPTH = 2_000;

const MARKS: unknown[] = [true, 1, 'true', '1'];

/** The merchant's own data may hold a field of that name: it says nothing about the payment. */
const OWN_DATA = ['merchant_data', 'metadata'];

/**
 * Whether anything in a payload, an order or a payment is marked as a test: `is_test`, wherever it stands, since Paysera
 * does not document its place.
 *
 * @throws {RangeError} when the data is nested deeper than 2,000 levels.
 * @example if (isTest(order)) console.log('No money has moved.');
 */
export function isTest(data: unknown): boolean {
  let found = false;
  // Level by level instead of by recursion: depth is the sender's choice, and the stack is ours.
  let level: [string, unknown][] = [['', data]];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw new RangeError('too deep');
    found ||= level.some(([name, value]) => name === 'is_test' && MARKS.includes(value));
    level = level.flatMap(([name, value]) =>
      typeof value === 'object' && value && !OWN_DATA.includes(name) ? Object.entries(value) : [],
    );
  }
  return found;
}
