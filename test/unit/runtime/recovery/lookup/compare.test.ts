import { describe, expect, test } from 'vitest';
import { agrees, isId } from '../../../../../src/runtime/recovery/lookup/agrees.ts';
import { ClaimedIds } from '../../../../../src/runtime/recovery/lookup/claimed-ids.ts';
import {
  compareAmount,
  compareCurrency,
  compareText,
  compareTime,
  fold,
  isUnixSeconds,
  likeness,
} from '../../../../../src/runtime/recovery/lookup/compare.ts';

describe('a response is about what was sent', () => {
  test.each<[unknown, unknown, boolean]>([
    // A field that one side leaves out says nothing.
    ['A-1', undefined, true],
    ['A-1', null, true],
    [undefined, 'A-1', true],
    [null, 1000, true],
    ['A-1', 'A-1', true],
    ['A-1', ' a-1 ', true],
    [' A-1', 'a-1', true],
    ['EUR', 'eur', true],
    ['A-1', 'A-2', false],
    ['A-1', '', false],
    ['ß', 'SS', false],
    ['7', 7, true],
    [1000, 1000, true],
    [1000, '1000', true],
    [1000, '1000.00', true],
    [1000, '1001', false],
    [1000, 1001, false],
    [0, '', false],
    [0, ' ', false],
    [0, '0', true],
  ])('%j, answered with %j: %j', (sent, said, expected) => {
    expect(agrees(sent, said)).toBe(expected);
  });

  test('an id is a text that is not empty', () => {
    expect(['id-1', '', 7, undefined, null].map(isId)).toEqual([true, false, false, false, false]);
  });
});

describe('a field that was read is the same, certainly another, or odd', () => {
  test.each<[unknown, string]>([
    ['A-1', 'same'],
    ['A-2', 'other'],
    ['a-1', 'odd'],
    [' A-1', 'odd'],
    ['Ａ-1', 'odd'],
    [1, 'odd'],
    [undefined, 'odd'],
    [null, 'odd'],
  ])('a text: %j', (found, expected) => {
    expect(compareText('A-1', found)).toBe(expected);
  });

  test.each<[unknown, string]>([
    ['EUR', 'same'],
    ['USD', 'other'],
    ['eur', 'odd'],
    ['EURO', 'odd'],
    ['.EUR', 'odd'],
    [['USD'], 'odd'],
    [undefined, 'odd'],
  ])('a currency: %j', (found, expected) => {
    expect(compareCurrency('EUR', found)).toBe(expected);
  });

  test.each<[unknown, unknown, string]>([
    [1000, 1000, 'same'],
    [1000, 1001, 'other'],
    [1000, '1000', 'odd'],
    [1000, 1000.5, 'odd'],
    [1000, undefined, 'odd'],
    [1000, null, 'odd'],
    [null, null, 'same'],
    [null, undefined, 'same'],
    [null, 1000, 'odd'],
  ])('an amount of %j: %j', (wanted, found, expected) => {
    expect(compareAmount(wanted, found)).toBe(expected);
  });

  const likely = [1000, 1010] as const;
  const possible = [940, 1010] as const;

  test.each<[unknown, string]>([
    [939, 'other'],
    [940, 'odd'],
    [999, 'odd'],
    [1000, 'same'],
    [1010, 'same'],
    [1011, 'other'],
    ['1000', 'odd'],
    [undefined, 'odd'],
  ])('a time: %j', (found, expected) => {
    expect(compareTime({ likely, possible }, found)).toBe(expected);
  });

  test('a time, as long as little is known of the clocks', () => {
    const times = [939, 1000, 1010, 1011];
    expect(times.map((time) => compareTime({ likely, possible: undefined }, time))).toEqual([
      'odd',
      'same',
      'same',
      'odd',
    ]);
    expect(times.map((time) => compareTime({ likely: undefined, possible: undefined }, time))).toEqual(
      Array(4).fill('odd'),
    );
    const later = { likely, possible: [940, 1020] } as const;
    expect([1011, 1020, 1021].map((time) => compareTime(later, time))).toEqual(['odd', 'odd', 'other']);
  });

  test('Unix seconds are whole, positive, and no milliseconds', () => {
    const values = [1, 1_763_740_800, 99_999_999_999, 0, -1, 1e11, 1.5, '1', Number.NaN, undefined];
    expect(values.map(isUnixSeconds)).toEqual([true, true, true, false, false, false, false, false, false, false]);
  });

  test('one field that certainly differs rules a resource out, and an odd one leaves it open', () => {
    expect(likeness('same', 'same')).toBe('same');
    expect(likeness('same', 'odd', 'same')).toBe('odd');
    expect(likeness('odd', 'other', 'same')).toBe('other');
    expect(likeness()).toBe('same');
  });

  test('two texts are alike without their case, the forms of their letters and the number of their spaces', () => {
    expect(fold('  Ｏrder \t\n 7 ')).toBe('order 7');
    expect(fold('order7')).not.toBe(fold('order 7'));
    expect(fold('STRASSE')).toBe('strasse');
  });
});

describe('what one intent created is not another’s', () => {
  test('and stays its own', () => {
    const claimed = new ClaimedIds();
    claimed.claim('id-1', 'intent-1');
    expect(claimed.isClaimedByOther('id-1', 'intent-1')).toBe(false);
    expect(claimed.isClaimedByOther('id-1', 'intent-2')).toBe(true);
    expect(claimed.isClaimedByOther('id-2', 'intent-2')).toBe(false);
  });

  test('for the latest thousand', () => {
    const claimed = new ClaimedIds();
    for (let i = 0; i < 1000; i++) claimed.claim(`id-${i}`, `intent-${i}`);
    expect(claimed.isClaimedByOther('id-0', 'other')).toBe(true);
    claimed.claim('id-1000', 'intent-1000');
    expect(claimed.isClaimedByOther('id-0', 'other')).toBe(false);
    expect(claimed.isClaimedByOther('id-1', 'other')).toBe(true);
  });
});
