import { createHash, randomBytes } from 'node:crypto';

/** Generates identifiers and tokens. */
export interface Ids {
  /** A version 7 UUID, like Paysera's: later ones sort after earlier ones. */
  uuid(): string;
  /** Letters, digits, `-` and `_`. */
  token(length: number): string;
}

/** With a seed, it generates the same ids in the same order each time. */
export function createIds(now: () => number, seed: number | undefined): Ids {
  const random = seed === undefined ? randomBytes : seededBytes(seed);
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
      const hex = `${last.toString(16).padStart(12, '0')}7${count.toString(16).padStart(3, '0')}${random(8).toString('hex')}`;
      const variant = (8 + (Number.parseInt(hex.charAt(16), 16) % 4)).toString(16);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    token: (length) => random(length).toString('base64url').slice(0, length),
  };
}

function seededBytes(seed: number): (size: number) => Buffer {
  let block = 0;
  return (size) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < size; have += 32) {
      blocks.push(createHash('sha256').update(`${seed} ${block++}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, size);
  };
}
