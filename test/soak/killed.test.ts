import '../support/loaded.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createCheckout,
  createRecurringBilling,
  type IntentStore,
  type Intents,
  memoryIntents,
} from '../../src/index.ts';
import { memoryFetch } from '../support/model/memory.ts';
import { Mortal } from '../support/model/mortal.ts';
import { Paysera, SMALL_PAGES } from '../support/model/paysera.ts';
import { restartedCharge, restartedPayment } from '../support/model/restarted.ts';
import { holds, play, SLOW, schedules } from '../support/model/schedules.ts';
import { CHARGE, CHECKOUT, PURCHASE, RECURRING } from '../support/model/wanted.ts';

// No timeout ends anything here, since a dead process has no timers.
const UNENDING = [
  'no answer, not processed',
  'no answer, processed',
  '429, Retry-After a day',
  '429, Retry-After ten years',
] as const;
const DEATHS = fc.record({ at: fc.nat(9), done: fc.boolean() });
// Half of the time after which the process is restarted, so that its calls are over by then.
const timeout = 1_800_000;

/** Whether the process died before its work ended. */
async function dies(process: Mortal, work: Promise<unknown>): Promise<boolean> {
  const ended = work.then(
    () => 'ended',
    () => 'ended',
  );
  return (await Promise.race([process.death, ended])) === 'died';
}

const MOVING: readonly (readonly [method: string, path: RegExp, operation: string])[] = [
  ['POST', /\/orders$/, 'createOrder'],
  ['POST', /\/payment-links$/, 'createPaymentLink'],
  ['POST', /\/payment-requests$/, 'createPaymentRequest'],
  ['PUT', /\/authorize$/, 'authorizePaymentRequest'],
  ['PUT', /\/capture$/, 'capturePaymentRequest'],
];

/** Checks that a request that changes something was in the journal before it was sent. */
async function expectJournal({ lastWords }: Mortal, intents: Intents): Promise<void> {
  const moving = MOVING.find(([method, path]) => method === lastWords?.method && path.test(lastWords.path));
  if (moving) expect((await intents.pending()).map(({ operation }) => operation)).toContain(moving[2]);
}

/** The journal an hour later, when every claim in it has expired. */
async function later(intents: Intents): Promise<IntentStore> {
  const store = memoryIntents();
  for (const intent of await intents.pending()) await store.save(intent);
  return store;
}

/** Enough of the schedules have to reach the step at which the process dies. */
function expectEnough(deaths: number, runs: number): void {
  expect(deaths).toBeGreaterThan(runs / 3);
}

describe.concurrent('a process that is killed at any step and started again with its journal', () => {
  test('a payment that is killed at any step leaves one payable order after a restart', SLOW, async () => {
    let deaths = 0;
    const property = fc.asyncProperty(schedules(6, UNENDING), DEATHS, async (schedule, death) => {
      const paysera = new Paysera(SMALL_PAGES);
      const intents = memoryIntents();
      const process = new Mortal(paysera, intents, play(schedule).script, death);
      const { fetch, store } = process;
      const checkout = createCheckout({ ...CHECKOUT, fetch, intents: store, timeout });
      if (!(await dies(process, checkout.createPayment(PURCHASE)))) return;
      deaths++;
      await expectJournal(process, checkout.intents);
      const kept = await later(checkout.intents);
      await restartedPayment(paysera, (options) =>
        createCheckout({ ...options, fetch: memoryFetch(paysera), intents: kept }),
      );
    });
    await holds(property, 2000);
    expectEnough(deaths, 2000);
  });

  test.each(['the same charge again', 'resume'] as const)(
    'a charge that is killed at any step is captured once after a restart, by %s',
    SLOW,
    async (way) => {
      let deaths = 0;
      const steps = fc.constantFrom('one' as const, 'two' as const);
      const property = fc.asyncProperty(steps, schedules(6, UNENDING), DEATHS, async (kind, schedule, death) => {
        const paysera = new Paysera({ ...SMALL_PAGES, steps: kind });
        const intents = memoryIntents();
        const process = new Mortal(paysera, intents, play(schedule).script, death);
        const { fetch, store } = process;
        const recurring = createRecurringBilling({ ...RECURRING, fetch, intents: store, timeout });
        if (!(await dies(process, recurring.charge(CHARGE)))) return;
        deaths++;
        await expectJournal(process, recurring.intents);
        const kept = await later(recurring.intents);
        await restartedCharge(paysera, way, (options) =>
          createRecurringBilling({ ...options, fetch: memoryFetch(paysera), intents: kept }),
        );
      });
      await holds(property, 1500);
      expectEnough(deaths, 1500);
    },
  );
});
