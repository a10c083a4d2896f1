import '../support/loaded.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createCheckout, createRecurringBilling } from '../../src/index.ts';
import { memoryFetch } from '../support/model/memory.ts';
import { Paysera, SMALL_PAGES } from '../support/model/paysera.ts';
import { followed, followedCharge, followedPayment, type Outcome } from '../support/model/reported.ts';
import { holds, play, SLOW, schedules } from '../support/model/schedules.ts';
import { CHECKOUT, KEYLESS, RECURRING } from '../support/model/wanted.ts';

const CLOCKS = fc.constantFrom(0, 400_000, -400_000);

function purchaseOf(reference: string) {
  return { purchase: { reference, amount: 1000, currency: 'EUR' } };
}

/** What was reported of an intent is what the server's books say. */
function expectTruth(outcomes: readonly Outcome<{ order_id: string }>[], orders: readonly { id: string }[]): void {
  const ids = outcomes.flatMap((one) => (one.is === 'happened' ? [one.value.order_id] : []));
  expect(new Set(ids).size, 'each intent has an order of its own').toBe(ids.length);
  expect(orders.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  const open = outcomes.filter(({ is }) => is === 'unknown').length;
  expect(orders.length - ids.length, 'no order that nobody was told of').toBeLessThanOrEqual(open);
  if (outcomes.length === 1) expect(open, 'the server is well again: it can be told').toBe(0);
}

// A deadline passes when nothing else is left to happen: no test waits for it.
beforeAll(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  vi.setTimerTickMode('nextTimerAsync');
});
afterAll(() => void vi.useRealTimers());

describe('whatever goes wrong, the caller knows the truth', () => {
  test('orders.create makes at most one order per intent', SLOW, async () => {
    const intents = fc.constantFrom(['A-1'], ['A-1', 'A-10'], ['A-1', 'A-1'], ['A-1', 'A-10', 'A-1']);
    const property = fc.asyncProperty(intents, schedules(8), CLOCKS, async (references, schedule, ahead) => {
      const paysera = new Paysera(SMALL_PAGES);
      paysera.clockAhead = ahead;
      const { script, end } = play(schedule);
      const checkout = createCheckout({ ...CHECKOUT, fetch: memoryFetch(paysera, script) });
      const calls = references.map((reference) => checkout.orders.create(purchaseOf(reference)));
      await Promise.allSettled(calls);
      end();
      const outcomes: Outcome<{ order_id: string }>[] = await Promise.all(calls.map((call) => followed(call, end)));
      for (const reference of new Set(references)) {
        const of = outcomes.filter((_, index) => references[index] === reference);
        expectTruth(
          of,
          paysera.orders.all.filter((order) => order.reference === reference),
        );
      }
    });
    await holds(property, 3000);
  });

  test('createPayment makes at most one payable order per intent', SLOW, async () => {
    const property = fc.asyncProperty(schedules(12), CLOCKS, async (schedule, ahead) => {
      const paysera = new Paysera(SMALL_PAGES);
      paysera.clockAhead = ahead;
      const { script, end } = play(schedule);
      const checkout = createCheckout({ ...CHECKOUT, fetch: memoryFetch(paysera, script) });
      const { order, link } = await followedPayment(checkout.createPayment(purchaseOf('A-1')), end);
      expectTruth([order], paysera.orders.all);
      expect(paysera.orders.all.length).toBeLessThanOrEqual(1);
      const links = paysera.links.all.map(({ id }) => id);
      if (link === undefined) expect(links).toEqual([]);
      else {
        expect(link.is).not.toBe('unknown');
        expect(links).toEqual(link.is === 'happened' ? [link.value.link_id] : []);
      }
    });
    await holds(property, 3000);
  });

  test('charge captures at most once per intent, and resuming it completes the capture', SLOW, async () => {
    const steps = fc.constantFrom('one' as const, 'two' as const);
    const property = fc.asyncProperty(
      steps,
      schedules(12),
      schedules(6),
      CLOCKS,
      async (kind, first, second, ahead) => {
        const paysera = new Paysera({ ...SMALL_PAGES, steps: kind });
        paysera.clockAhead = ahead;
        const going = play(first);
        const recurring = createRecurringBilling({ ...RECURRING, fetch: memoryFetch(paysera, going.script) });
        let outcome = await followedCharge(recurring.charge(KEYLESS), going.end);
        expectCharged(paysera, outcome);
        if (outcome.resume) {
          // The second try meets faults of its own.
          const again = play(second);
          const client = createRecurringBilling({ ...RECURRING, fetch: memoryFetch(paysera, again.script) });
          const resume = outcome.resume;
          outcome = await followedCharge(client.charge({ resume }), again.end);
          expectCharged(paysera, outcome);
          if (outcome.resume) outcome = await followedCharge(client.charge({ resume: outcome.resume }), again.end);
        }
        expect(outcome.is).toBe('happened');
        expect(paysera.charged).toEqual(['SUB-1']);
      },
    );
    await holds(property, 3000);
  });

  test('refund makes at most one refund per key', SLOW, async () => {
    const property = fc.asyncProperty(schedules(8), async (schedule) => {
      const paysera = new Paysera(SMALL_PAGES);
      const { script, end } = play(schedule);
      const checkout = createCheckout({ ...CHECKOUT, fetch: memoryFetch(paysera, script) });
      const refund = { amount: 500, currency: 'EUR' };
      const outcome = await followed(checkout.payments.refund('p', refund), end);
      if (outcome.is === 'did not happen') expect(paysera.refunds.all.size).toBe(0);
      else expect(paysera.refunds.all.size).toBeLessThanOrEqual(1);
    });
    await holds(property, 1000);
  });
});

function expectCharged(paysera: Paysera, outcome: Awaited<ReturnType<typeof followedCharge>>): void {
  const captured = paysera.charged.length;
  if (outcome.first === 'not-charged') expect(captured, 'it was said that no money moved').toBe(0);
  if (outcome.is === 'happened') expect(captured).toBe(1);
  if (outcome.is === 'did not happen') expect(captured).toBe(0);
  if (outcome.is === 'unknown') {
    expect(captured).toBe(0);
    expect(
      paysera.requests.all.map(({ status }) => status),
      'held, and not taken yet',
    ).toContain('authorized');
  }
}
