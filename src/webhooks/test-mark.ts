/** Deeper than any event, and shallow enough for JSON.stringify and structuredClone. */
export const MAX_DEPTH = 2_000;

const MARKS: unknown[] = [true, 1, 'true', '1'];

/** The merchant's own data may contain a field of that name, which says nothing about the payment. */
const OWN_DATA = ['merchant_data', 'metadata'];

/**
 * Whether a payload, an order or a payment is marked as a test: finds `is_test` at any depth, since Paysera does not
 * document where it is.
 *
 * @throws {RangeError} when the data is nested deeper than 2,000 levels.
 * @example if (isTest(order)) console.log('No money has moved.');
 */
export function isTest(data: unknown): boolean {
  let found = false;
  // Level by level instead of recursively: the sender chooses the depth, and must not exhaust our stack.
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
