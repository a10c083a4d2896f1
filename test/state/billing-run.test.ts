import { describe, expect, inject, test } from 'vitest';
import { createPostgresDatabase } from '../support/state/servers.ts';
import type { Place } from './billing/engines.ts';
import { runBilling } from './billing/run.ts';

const SUBSCRIPTIONS = 200;
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const { redis, postgres } = inject('servers');

describe.concurrent('a billing run whose workers are killed at random charges everyone once', () => {
  async function prove(place: Pick<Place, 'engine' | 'url' | 'patience'>) {
    console.log(`seed ${seed}`);
    const prefix = `paysera-test-${crypto.randomUUID()}`;
    return runBilling({
      ...{ place: { ...place, prefix, atOnce: 6 }, seed, subscriptions: SUBSCRIPTIONS, workers: 4, kills: 3 },
      ...{ timeout: 3_000, gracePeriod: 300, withoutClaims: true },
    });
  }

  test.skipIf(!redis)('on BullMQ', { timeout: 180_000 }, async () => {
    const run = await prove({ engine: 'bullmq', url: redis ?? '', patience: 2_000 });
    check(run);
  });

  test('on pg-boss', { timeout: 180_000 }, async () => {
    const { url, created } = createPostgresDatabase(postgres);
    await created;
    const run = await prove({ engine: 'pg-boss', url, patience: 4_000 });
    check(run);
  });
});

function check({
  captures,
  truth,
  reported,
  misreported,
  failed,
  killed,
}: Awaited<ReturnType<typeof runBilling>>): void {
  expect(killed).toBe(3);
  expect([...captures.values()]).toEqual(Array.from({ length: SUBSCRIPTIONS }, () => 1));
  expect(reported).toEqual(truth);
  expect([misreported, failed]).toEqual([[], []]);
}
