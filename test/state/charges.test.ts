import { describe, expect, test } from 'vitest';
import { Paysera } from '../support/model/paysera.ts';
import { startFaultyServer } from '../support/model/server.ts';
import { onEachStore } from '../support/state/each-store.ts';
import { fourProcesses } from '../support/state/four-processes.ts';

const chargeTogether = fourProcesses(new URL('./charge-child.ts', import.meta.url));

describe('a charge that four processes make at the same time', () => {
  onEachStore((_, store) => {
    test('is made once, and all of them return its capture', { timeout: 60_000 }, async () => {
      const paysera = new Paysera();
      const { url: baseUrl } = await startFaultyServer(paysera, () => undefined);
      const answers = await chargeTogether({ store, baseUrl, account: crypto.randomUUID() });
      const captured = new Set(answers.map(String));
      expect([...captured]).toEqual([expect.stringMatching(/ captured$/)]);
      expect(paysera.charged).toEqual(['SUB-1']);
      // None was replaced by another process.
      expect(paysera.requests.all.map(({ status }) => status)).toEqual(['captured']);
    });
  });
});
