import type { TimeWindow } from './lookup.ts';

/**
 * What a field that was read says of the thing it belongs to: that it may be the one, that it is surely another, or,
 * missing, of another type or in another spelling, nothing for sure.
 */
export type Likeness = 'same' | 'other' | 'odd';

/** Whatever is surely other is another thing; whatever is odd may be it. */
export function likeness(...fields: readonly Likeness[]): Likeness {
  if (fields.includes('other')) return 'other';
  return fields.includes('odd') ? 'odd' : 'same';
}

export function compareText(wanted: unknown, found: unknown): Likeness {
  if (typeof found !== 'string') return 'odd';
  if (found === wanted) return 'same';
  return fold(found) === fold(String(wanted)) ? 'odd' : 'other';
}

export function compareCurrency(wanted: unknown, found: unknown): Likeness {
  if (typeof found !== 'string' || !/^[A-Z]{3}$/.test(found)) return 'odd';
  return found === wanted ? 'same' : 'other';
}

/** @param wanted `null` where none was sent: the payer sets it. */
export function compareAmount(wanted: unknown, found: unknown): Likeness {
  if (wanted === null) return found === null || found === undefined ? 'same' : 'odd';
  if (typeof found !== 'number' || !Number.isSafeInteger(found)) return 'odd';
  return found === wanted ? 'same' : 'other';
}

export function compareTime({ likely, possible }: TimeWindow, found: unknown): Likeness {
  if (!isUnixSeconds(found)) return 'odd';
  if (likely && found >= likely[0] && found <= likely[1]) return 'same';
  return possible && (found < possible[0] || found > possible[1]) ? 'other' : 'odd';
}

/** Not milliseconds, not text. */
export function isUnixSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value < 1e11;
}

/** What is left of a text when its case, its spaces and the forms of its letters say nothing. */
export function fold(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}
