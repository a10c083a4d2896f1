import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Paysera } from '../support/model/paysera.ts';
import { startFaultyServer } from '../support/model/server.ts';
import { onEachStore } from '../support/state/each-store.ts';

const CHILD = fileURLToPath(new URL('./charge-child.ts', import.meta.url));

describe('a charge that four processes make at the same time', () => {
  onEachStore((_, store) => {
    test('is made once, and all of them return its capture', { timeout: 60_000 }, async () => {
      const paysera = new Paysera();
      const { url: baseUrl } = await startFaultyServer(paysera, () => undefined);
      const input = JSON.stringify({ store, baseUrl, account: crypto.randomUUID() });
      const children = Array.from({ length: 4 }, () => fork(CHILD, [input]));
      await Promise.all(children.map((child) => once(child, 'message')));
      const answers = children.map((child) => once(child, 'message'));
      for (const child of children) child.send('go');
      const captured = new Set((await Promise.all(answers)).map(([answer]) => String(answer)));
      expect([...captured]).toEqual([expect.stringMatching(/ captured$/)]);
      expect(paysera.charged).toEqual(['SUB-1']);
      // None was replaced by another process.
      expect(paysera.requests.all.map(({ status }) => status)).toEqual(['captured']);
    });
  });
});
