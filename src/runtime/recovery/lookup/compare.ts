import type { TimeWindow } from './lookup.ts';

/**
 * What a field says about the resource it was read from: `same`, it may be the one; `other`, it is certainly not; `odd`,
 * nothing is certain, because the field is missing, of another type or written differently.
 */
export type Likeness = 'same' | 'other' | 'odd';

/** One `other` field is enough to rule a resource out; an `odd` one leaves it open. */
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

/** @param wanted `null` when none was sent, because the payer sets it. */
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

/** Excludes milliseconds and text. */
export function isUnixSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value < 1e11;
}

/** A text without differences in case, spaces and Unicode form. */
export function fold(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}
