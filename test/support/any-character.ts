import fc from 'fast-check';

const [FIRST_HALF, LAST_HALF, LAST] = [0xd800, 0xdfff, 0x10ffff];
const HALVES = LAST_HALF - FIRST_HALF + 1;

/**
 * Any character of Unicode, half of a pair excepted: what fast-check calls `binary`, without its table of all of them, which
 * takes a second to build.
 */
export const ANY_CHARACTER: fc.Arbitrary<string> = fc.nat(LAST - HALVES).map(
  (index) => String.fromCodePoint(index < FIRST_HALF ? index : index + HALVES),
  (character) => {
    const [first = '', ...others] = String(character);
    const code = first.codePointAt(0);
    if (code === undefined || others.length > 0) throw new Error('It is not one character.');
    if (code > LAST_HALF) return code - HALVES;
    return code < FIRST_HALF ? code : -1;
  },
);
