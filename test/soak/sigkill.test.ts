import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCheckout, createRecurringBilling } from '../../src/index.ts';
import { sqliteQuery, sqlState } from '../../src/sql/index.ts';
import type { Fault } from '../support/model/faults.ts';
import { Paysera, SMALL_PAGES } from '../support/model/paysera.ts';
import { restartedCharge, restartedPayment } from '../support/model/restarted.ts';
import { startFaultyServer } from '../support/model/server.ts';
import { CHARGE, PURCHASE } from '../support/model/wanted.ts';

const CHILD = fileURLToPath(new URL('./sigkill-child.ts', import.meta.url));

/** Runs a payment or a charge in a process of its own, and kills it when its n-th request arrives. */
async function killedAt(paysera: Paysera, what: 'payment' | 'charge', turn: number, processed: boolean) {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-client-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const journal = join(folder, 'intents.sqlite');
  let kill: (() => void) | undefined;
  let arrivals = 0;
  const { url } = await startFaultyServer(paysera, () => {
    if (arrivals++ !== turn) return undefined;
    setImmediate(() => kill?.());
    return { processed, effect: { do: 'silence' } } satisfies Fault;
  });
  const child = fork(CHILD, [what, url, journal, JSON.stringify(what === 'payment' ? PURCHASE : CHARGE)]);
  kill = () => child.kill('SIGKILL');
  const signal = await new Promise((resolve) => child.once('exit', (_, ended) => resolve(ended)));
  expect(signal).toBe('SIGKILL');
  return { url, journal };
}

describe.each([
  ['before', false],
  ['after', true],
])('a process that is killed %s Paysera has processed the request', (_, processed) => {
  // The token, the order, the link.
  test.each([0, 1, 2])('a payment killed at request %i is completed once after a restart', async (turn) => {
    const paysera = new Paysera(SMALL_PAGES);
    const { url: baseUrl, journal } = await killedAt(paysera, 'payment', turn, processed);
    const { intents } = sqlState(sqliteQuery(journal));
    await restartedPayment(paysera, (options) => createCheckout({ ...options, baseUrl, intents }));
  });

  // The request, its authorization, its capture.
  test.each([0, 1, 2])('a charge killed at request %i is captured once after a restart', async (turn) => {
    const paysera = new Paysera({ ...SMALL_PAGES, steps: 'two' });
    const { url: baseUrl, journal } = await killedAt(paysera, 'charge', turn, processed);
    const { intents } = sqlState(sqliteQuery(journal));
    await restartedCharge(paysera, 'the same charge again', (options) =>
      createRecurringBilling({ ...options, baseUrl, intents }),
    );
  });
});
