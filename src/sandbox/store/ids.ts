import { toBase64Url, toHex } from '../digest.ts';
import type { Store } from './store.ts';

/** Generates identifiers and tokens. */
export interface Ids {
  /** A version 7 UUID, like Paysera's: later ones sort after earlier ones. */
  uuid(): string;
  /** Letters, digits, `-` and `_`. */
  token(length: number): string;
}

/** With a seed, it generates the same IDs in the same order each time, and others after each restart with a database. */
export function createIds(now: () => number, seed: number | undefined, store: Store): Ids {
  const random = seed === undefined ? randomBytes : seededBytes(seed + startsBefore(store) * APART);
  let last = 0;
  let count = 0;
  return {
    uuid() {
      // Monotonic, so that sorting by id sorts by time, even when many are generated within a millisecond.
      const time = now();
      if (time > last) {
        last = time;
        count = 0;
      } else if (++count > 0xfff) {
        last++;
        count = 0;
      }
      const hex = `${last.toString(16).padStart(12, '0')}7${count.toString(16).padStart(3, '0')}${toHex(random(8))}`;
      const variant = (8 + (Number.parseInt(hex.charAt(16), 16) % 4)).toString(16);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    token: (length) => toBase64Url(random(length)).slice(0, length),
  };
}

// Far apart in the sequence of the generator, so that no start reaches the IDs of another.
const APART = 0x9e3779b9;

/** How often the store was opened before. */
function startsBefore(store: Store): number {
  const table = store.table<{ readonly id: string; readonly count: number }>('starts');
  const { count } = table.get('ids') ?? { count: 0 };
  table.put({ id: 'ids', count: count + 1 });
  return count;
}

const randomBytes = (size: number) => crypto.getRandomValues(new Uint8Array(size));

/** Mulberry32, as IDs are needed at once and Web Crypto's hashes are not. They repeat with the seed, and need not be unguessable. */
function seededBytes(seed: number): (size: number) => Uint8Array {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 24;
  };
  return (size) => Uint8Array.from({ length: size }, next);
}
