import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CreatedOrder,
  createCheckout,
  createRecurringBilling,
  memoryIntents,
  type SettledIntent,
} from '../../src/index.ts';
import { memoryFetch } from './memory.ts';
import { Paysera } from './model.ts';
import { Mortal } from './mortal.ts';
import { holds, play, schedules } from './schedules.ts';

// Milliseconds. A guard against a hang, not a budget.
const SLOW = 120_000;
const AT_ONCE = { retry: { backoff: 0, settle: 0 }, validation: 'off', rateLimit: false } as const;
// Nothing here ends by a timeout: a process that is dead has no timers.
const UNENDING = [
  'no answer, not processed',
  'no answer, processed',
  '429, Retry-After a day',
  '429, Retry-After ten years',
] as const;
const DEATHS = fc.record({ at: fc.nat(9), done: fc.boolean() });
const CHECKOUT = { ...AT_ONCE, clientId: 'c', clientSecret: 's' };
const RECURRING = { ...AT_ONCE, macId: 'm', macKey: 'k', businessId: 'b' };
const PURCHASE = { purchase: { reference: 'A-1', amount: 1000, currency: 'EUR' } };
const CHARGE = {
  token: 'card-token',
  order_id: 'SUB-1',
  unique_identifier: 'SUB-1:2026-11',
  price: { amount: 999, currency: 'EUR' },
  description: 'Second month',
  payer: {},
  accept_url: 'https://shop.example/ok',
  cancel_url: 'https://shop.example/no',
  callback_url: 'https://shop.example/paysera',
};

/** So much later that no call of the dead process can be under way. */
const LATER = 3_600_000;
const later = () => Date.now() + LATER;

/** What the restarted process learns. With a server that is well, each open intent is settled. */
async function settle(intents: {
  resolve(): Promise<readonly SettledIntent[]>;
  pending(): Promise<readonly unknown[]>;
}) {
  const settled = await intents.resolve();
  for (const { resolution } of settled) expect(resolution.outcome).not.toBe('unknown');
  expect(await intents.pending()).toEqual([]);
  return settled;
}

function happened(settled: readonly SettledIntent[], operation: string): unknown {
  const [found] = settled.filter(
    ({ intent, resolution }) => intent.operation === operation && resolution.outcome === 'happened',
  );
  return found?.resolution.outcome === 'happened' ? found.resolution.value : undefined;
}

/** Most of the schedules have to reach the step at which the process dies. */
function expectEnough(deaths: number, runs: number): void {
  expect(deaths).toBeGreaterThan(runs / 3);
}

describe('a process that is killed at any step and started again with its journal', () => {
  test(
    'has one payable order',
    async () => {
      let deaths = 0;
      const property = fc.asyncProperty(schedules(6, UNENDING), DEATHS, async (schedule, dies) => {
        const paysera = new Paysera();
        const journal = memoryIntents();
        const process = new Mortal(paysera, journal, play(schedule).script, dies);
        const checkout = createCheckout({
          ...CHECKOUT,
          fetch: process.fetch,
          intents: process.store,
          timeout: Infinity,
        });
        const end = await Promise.race([
          process.death,
          checkout.createPayment(PURCHASE).catch((error: unknown) => error),
        ]);
        if (end !== 'died') return;
        deaths++;

        paysera.clockAhead = LATER;
        const restarted = createCheckout({ ...CHECKOUT, fetch: memoryFetch(paysera), intents: journal, now: later });
        const settled = await settle(restarted.intents);
        const link = happened(settled, 'createPaymentLink') as { link_id: string } | undefined;
        const order = happened(settled, 'createOrder') as CreatedOrder | undefined;
        const linked = settled.find(({ intent }) => intent.operation === 'createPaymentLink');
        // What was answered before the end is closed in the journal: the merchant's own reference finds it.
        const [listed] = await restarted.orders.list({ q: 'A-1' }).toArray();
        const order_id = order?.order_id ?? linked?.intent.facts['order_id'] ?? listed?.id;
        if (order_id === undefined) await restarted.createPayment(PURCHASE);
        else if (!link) {
          await restarted.paymentLinks.create({
            order_id: String(order_id),
            name: 'A-1',
            experience: { language: 'en' },
            purchase: { amount: 1000 },
          });
        }
        expect(paysera.orders).toHaveLength(1);
        expect(new Set(paysera.links.map((one) => one.order_id))).toEqual(new Set([paysera.orders[0]?.id]));
      });
      await holds(property, 2000);
      expectEnough(deaths, 2000);
    },
    SLOW,
  );

  test.each(['the same charge again', 'resume'] as const)(
    'has one capture, by %s',
    async (way) => {
      let deaths = 0;
      const steps = fc.constantFrom('one' as const, 'two' as const);
      const property = fc.asyncProperty(steps, schedules(6, UNENDING), DEATHS, async (kind, schedule, dies) => {
        const paysera = new Paysera(kind);
        const journal = memoryIntents();
        const process = new Mortal(paysera, journal, play(schedule).script, dies);
        const recurring = createRecurringBilling({
          ...RECURRING,
          fetch: process.fetch,
          intents: process.store,
          timeout: Infinity,
        });
        const end = await Promise.race([process.death, recurring.charge(CHARGE).catch((error: unknown) => error)]);
        if (end !== 'died') return;
        deaths++;

        paysera.clockAhead = LATER;
        const restarted = createRecurringBilling({
          ...RECURRING,
          fetch: memoryFetch(paysera),
          intents: journal,
          now: later,
        });
        const settled = await settle(restarted.intents);
        const moving = settled.find(({ intent }) => /authorize|capture/.test(intent.operation))?.intent.facts['id'];
        const created = happened(settled, 'createPaymentRequest') as { id: string } | undefined;
        const id = moving ?? created?.id;
        const resume = {
          uniqueIdentifier: CHARGE.unique_identifier,
          paymentRequestId: id === undefined ? id : String(id),
        };
        const charged = await restarted.charge(way === 'resume' ? { ...CHARGE, resume } : CHARGE);
        expect(charged.status).toBe('captured');
        expect(paysera.captures).toEqual(['SUB-1']);
      });
      await holds(property, 1500);
      expectEnough(deaths, 1500);
    },
    SLOW,
  );
});
