import { describe, expect, test } from 'vitest';
import { onlyMatch } from '../../../src/checkout/lookup/only-match.ts';
import { contextOf, NOT } from './lookup-context.ts';

describe('the only one that matches', () => {
  const found = (ids: readonly string[], odd: readonly string[] = [], sure = true) => ({ matching: ids, odd, sure });
  const itself = (id: string) => id;

  test('is claimed at once, so that no other intent takes it', () => {
    const { context, claimed } = contextOf({});
    expect(onlyMatch(found(['a']), itself, context)).toEqual({ outcome: 'happened', value: 'a' });
    expect(claimed.isClaimedByOther('a', 'intent-2')).toBe(true);
    expect(claimed.isClaimedByOther('a', 'intent-1')).toBe(false);
  });

  test('is not claimed as long as its time is a guess', () => {
    const { context, claimed } = contextOf({}, { tentative: true });
    expect(onlyMatch(found(['a']), itself, context)).toEqual({ outcome: 'happened', value: 'a' });
    expect(claimed.isClaimedByOther('a', 'intent-2')).toBe(false);
  });

  test.each<[string, ReturnType<typeof found>, object]>([
    ['none, for certain', found([]), NOT],
    ['none, where something may be missing', found([], [], false), { outcome: 'unknown' }],
    ['one, where something may be missing', found(['a'], [], false), { outcome: 'unknown', candidates: ['a'] }],
    ['two', found(['a', 'b']), { outcome: 'unknown', candidates: ['a', 'b'] }],
    ['one, and another that may be it', found(['a'], ['b']), { outcome: 'unknown', candidates: ['a', 'b'] }],
    ['only one that may be it', found([], ['b']), { outcome: 'unknown', candidates: ['b'] }],
    ['one that another intent made', found(['taken']), NOT],
    ['one beside one that another intent made', found(['taken', 'a']), { outcome: 'happened', value: 'a' }],
  ])('%s', (_, searched, expected) => {
    const { context, claimed } = contextOf({});
    claimed.claim('taken', 'intent-2');
    expect(onlyMatch(searched, itself, context)).toEqual(expected);
  });
});
