import { createHash, randomBytes } from 'node:crypto';

/** Makes identifiers and tokens. */
export interface Ids {
  /** A UUID of version 7, as Paysera's are: later ones sort behind earlier ones. */
  uuid(): string;
  /** Letters, digits, `-` and `_`. */
  token(length: number): string;
}

/** With a seed, the same ids in the same order each time. */
export function createIds(now: () => number, seed: number | undefined): Ids {
  const random = seed === undefined ? randomBytes : seededBytes(seed);
  let last = 0;
  let count = 0;
  return {
    uuid() {
      // Monotonic, so that a list by id is a list by time even when many are made in one millisecond.
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
