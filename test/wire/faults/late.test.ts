import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCheckout, createRecurringBilling, isChargeIncompleteError } from '../../../src/index.ts';
import type { Fault } from '../../support/model/faults.ts';
import { memoryFetch } from '../../support/model/memory.ts';
import { Paysera, SMALL_PAGES } from '../../support/model/paysera.ts';
import { followedPayment } from '../../support/model/reported.ts';
import { holds, SLOW } from '../../support/model/schedules.ts';
import { CHARGE, CHECKOUT, PURCHASE, RECURRING } from '../../support/model/wanted.ts';

// Milliseconds. Timers of one process fire in their order, however busy it is: none here is a race.
const LATEST = 60;
const GRACE_PERIOD = 250;
const retry = { backoff: 20, gracePeriod: GRACE_PERIOD };

/** Some requests are lost, and take effect a while after. */
const LATE = fc.array(fc.option(fc.nat(LATEST), { freq: 2, nil: undefined }), { maxLength: 8, size: 'max' });
// A look whose every attempt is lost tells nothing, and is made again: each spends three of what is lost.
const ASKS = 3;
const BATCH = 20;
const BATCHES = fc.array(LATE, { minLength: BATCH, maxLength: BATCH, size: 'max' });

function scriptOf(delays: readonly (number | undefined)[]): () => Fault | undefined {
  let turn = 0;
  return () => {
    const after = delays[turn++];
    return after === undefined ? undefined : { processed: false, effect: { do: 'late', after } };
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, LATEST + 20));

describe.concurrent('a request that is lost and takes effect later, within its grace period', () => {
  test('creates no second order, and no unreported order', SLOW, async () => {
    const one = async (delays: readonly (number | undefined)[]) => {
      const paysera = new Paysera(SMALL_PAGES);
      const checkout = createCheckout({ ...CHECKOUT, retry, fetch: memoryFetch(paysera, scriptOf(delays)) });
      const { order, link } = await followedPayment(checkout.createPayment(PURCHASE), () => {}, ASKS);
      await settled();
      expect(order.is).not.toBe('unknown');
      expect(paysera.orders.all).toHaveLength(order.is === 'happened' ? 1 : 0);
      expect(paysera.links.all).toHaveLength(link?.is === 'happened' ? 1 : 0);
    };
    await holds(
      fc.asyncProperty(BATCHES, async (batch) => void (await Promise.all(batch.map(one)))),
      10,
    );
  });

  test('charges once', SLOW, async () => {
    const one = async (delays: readonly (number | undefined)[]) => {
      const paysera = new Paysera({ ...SMALL_PAGES, steps: delays.length % 2 ? 'one' : 'two' });
      const { charge } = createRecurringBilling({ ...RECURRING, retry, fetch: memoryFetch(paysera, scriptOf(delays)) });
      // As a merchant's job would: once more, with the same key, until it learns that the money was taken.
      for (let run = 0; run < 5; run++) {
        const error = await charge(CHARGE).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (!error) break;
        if (!isChargeIncompleteError(error)) throw new Error('not a ChargeIncompleteError', { cause: error });
        if (error.outcome === 'not-charged') expect(paysera.charged).toEqual([]);
      }
      await settled();
      expect(paysera.charged).toEqual(['SUB-1']);
    };
    await holds(
      fc.asyncProperty(BATCHES, async (batch) => void (await Promise.all(batch.map(one)))),
      10,
    );
  });
});
