import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { onEachStore } from '../support/state/each-store.ts';

const HOUR = 3_600_000;

describe('the claims of a state', () => {
  onEachStore((connection) => {
    const { claim, release } = {
      claim: (key: string, owner: string, lease = HOUR) => connection().state().claims.claim(key, owner, lease),
      release: (key: string, owner: string) => connection().state().claims.release(key, owner),
    };
    const newKey = () => `key-${crypto.randomUUID()}`;

    test('go to one of many who ask at once, and to that one again', async () => {
      const key = newKey();
      const owners = Array.from({ length: 50 }, () => crypto.randomUUID());
      const claimed = await Promise.all(owners.map((owner) => claim(key, owner)));
      expect(claimed.filter(Boolean)).toHaveLength(1);
      expect(await claim(key, owners[claimed.indexOf(true)] ?? '')).toBe(true);
    });

    test('can be given back by their owner only', async () => {
      const key = newKey();
      await claim(key, 'a');
      await release(key, 'b');
      expect(await claim(key, 'b')).toBe(false);
      await release(key, 'a');
      expect(await claim(key, 'b')).toBe(true);
      expect(await claim(newKey(), 'a')).toBe(true);
    });

    test('end with their lease, which their owner can renew', async () => {
      const [dead, alive] = [newKey(), newKey()];
      await claim(dead, 'a', 1);
      await claim(alive, 'a', 1);
      expect(await claim(alive, 'a')).toBe(true);
      await setTimeout(10);
      expect(await claim(dead, 'b')).toBe(true);
      expect(await claim(alive, 'b')).toBe(false);
      // Too late: it is another's by now.
      await release(dead, 'a');
      expect(await claim(dead, 'a')).toBe(false);
    });
  });
});
