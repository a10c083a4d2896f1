import { expect, test } from 'vitest';
import { randomFrom } from '../support/random-from.ts';
import { startMortal } from '../support/state/mortal.ts';
import { live } from './chaos/live.ts';

const store = await startMortal('redis');

if (!store) console.warn('NOT TESTED, no server is here: processes and a Redis that are killed, stopped and emptied.');
else {
  test('nothing is charged twice, lost or misreported while processes and their store are killed and stopped', {
    timeout: 600_000,
  }, async () => {
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`seed ${seed}`);
    const { doubles, lost, untruths } = await live({
      ...{ store, processes: 4, charges: 8, webhooks: 16, random: randomFrom(seed), progress: () => {} },
    });
    expect({ doubles, lost, untruths }).toEqual({ doubles: [], lost: [], untruths: [] });
  });
}
