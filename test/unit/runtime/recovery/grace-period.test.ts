import '../../../support/loaded.ts';
import { expect, test, vi } from 'vitest';
import {
  createCheckout,
  createRecurringBilling,
  isChargeIncompleteError,
  isOutcomeUnknownError,
} from '../../../../src/index.ts';
import { fakeTimers } from '../../../support/fake-timers.ts';
import { memoryFetch } from '../../../support/model/memory.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import { CHARGE, CHECKOUT, PURCHASE, RECURRING } from '../../../support/model/wanted.ts';

fakeTimers();

/** A network on which requests to a path are lost before Paysera has them. */
function losing(path: RegExp): typeof fetch {
  return memoryFetch(new Paysera(), ({ method, url }) =>
    path.test(`${method} ${url}`) ? { processed: false, effect: { do: 'reset' } } : undefined,
  );
}

interface Retry {
  readonly backoff: 0;
  readonly gracePeriod?: number;
}

async function lostOrder(retry: Retry): Promise<unknown> {
  const { orders } = createCheckout({ ...CHECKOUT, retry, fetch: losing(/^POST .*\/orders$/) });
  const error = await orders.create(PURCHASE).catch((thrown: unknown) => thrown);
  return isOutcomeUnknownError(error) ? error.resolve() : error;
}

async function lostCharge(retry: Retry): Promise<unknown> {
  const { charge } = createRecurringBilling({ ...RECURRING, retry, fetch: losing(/^PUT .*\/authorize$/) });
  const error = await charge(CHARGE, { timeout: 1000 }).catch((thrown: unknown) => thrown);
  return isChargeIncompleteError(error) ? error.cancel({ timeout: 120_000 }) : error;
}

/** How long it takes until it is certain that it did not happen, on the clock of the tests. */
async function certainAfter(lost: (retry: Retry) => Promise<unknown>, given: Partial<Retry>): Promise<number> {
  const began = Date.now();
  let outcome: unknown;
  void lost({ backoff: 0, ...given }).then((settled) => {
    outcome = settled;
  });
  while (outcome === undefined) await vi.advanceTimersByTimeAsync(100);
  expect(outcome).toEqual({ outcome: 'did-not-happen' });
  return Date.now() - began;
}

test.each([
  ['order', 15_000, lostOrder],
  ['charge', 90_000, lostCharge],
] as const)(
  'a lost %s is said not to have happened once %d ms are over, or those that are given',
  async (_, ms, lost) => {
    const byDefault = await certainAfter(lost, {});
    expect(byDefault).toBeGreaterThanOrEqual(ms);
    expect(byDefault).toBe(await certainAfter(lost, { gracePeriod: ms }));
    const shorter = await certainAfter(lost, { gracePeriod: 5000 });
    expect(shorter).toBeGreaterThanOrEqual(5000);
    expect(shorter).toBeLessThan(ms);
  },
);
