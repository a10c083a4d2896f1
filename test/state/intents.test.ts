import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createCheckout, createRecurringBilling } from '../../src/index.ts';
import type { Fault } from '../support/model/faults.ts';
import { Paysera, SMALL_PAGES } from '../support/model/paysera.ts';
import { restartedCharge, restartedPayment } from '../support/model/restarted.ts';
import { startFaultyServer } from '../support/model/server.ts';
import { CHARGE, CHECKOUT, PURCHASE } from '../support/model/wanted.ts';
import { onEachStore } from '../support/state/each-store.ts';
import { intentPromises } from '../support/state/intent-promises.ts';

const CHILD = fileURLToPath(new URL('./intent-child.ts', import.meta.url));

describe('the intents of a state', () => {
  onEachStore((connection, store) => {
    intentPromises(async () => {
      await connection().forgetIntents();
      return connection().state().intents;
    });

    /** Lets a process make a payment or a charge, and ends it by SIGKILL when its n-th request was processed. */
    async function killedAt(paysera: Paysera, what: 'payment' | 'charge', turn: number): Promise<string> {
      await connection().forgetIntents();
      let kill: (() => void) | undefined;
      let arrivals = 0;
      const { url } = await startFaultyServer(paysera, () => {
        if (arrivals++ !== turn) return undefined;
        setImmediate(() => kill?.());
        return { processed: true, effect: { do: 'silence' } } satisfies Fault;
      });
      const input = what === 'payment' ? PURCHASE : CHARGE;
      const child = fork(CHILD, [JSON.stringify({ store, what, baseUrl: url, input })]);
      kill = () => child.kill('SIGKILL');
      const signal = await new Promise((resolve) => child.once('exit', (_, ended) => resolve(ended)));
      expect(signal).toBe('SIGKILL');
      return url;
    }

    // The order.
    test('show another process a payment whose process was killed', { timeout: 60_000 }, async () => {
      const paysera = new Paysera(SMALL_PAGES);
      const baseUrl = await killedAt(paysera, 'payment', 1);
      const state = { intents: connection().state().intents };
      await restartedPayment(paysera, (options) => createCheckout({ ...options, baseUrl, state }));
    });

    // The authorization.
    test('show another process a charge whose process was killed', { timeout: 60_000 }, async () => {
      const paysera = new Paysera({ ...SMALL_PAGES, steps: 'two' });
      const baseUrl = await killedAt(paysera, 'charge', 1);
      const state = { intents: connection().state().intents };
      await restartedCharge(paysera, 'the same charge again', (options) =>
        createRecurringBilling({ ...options, baseUrl, state }),
      );
    });

    test('are settled by one of several processes that resolve at the same time', { timeout: 60_000 }, async () => {
      const paysera = new Paysera(SMALL_PAGES);
      const baseUrl = await killedAt(paysera, 'payment', 1);
      const state = { intents: connection().state().intents };
      paysera.clockAhead = 3_600_000;
      const now = () => Date.now() + 3_600_000;
      // It says of each of them that it was not made: that may be said once.
      paysera.orders.all.length = 0;
      const clients = Array.from({ length: 4 }, () => createCheckout({ ...CHECKOUT, baseUrl, state, now }));
      const resolved = (await Promise.all(clients.map((client) => client.intents.resolve()))).flat();
      const outcomes = resolved.map(({ resolution }) => resolution.outcome);
      expect(outcomes.filter((outcome) => outcome === 'did-not-happen')).toHaveLength(1);
      expect(outcomes).not.toContain('happened');
    });
  });
});
