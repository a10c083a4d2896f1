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
import { Paysera } from '../support/model/model.ts';
import { Mortal } from '../support/model/mortal.ts';
import {
  CHARGE,
  CHECKOUT,
  PURCHASE,
  RECURRING,
  restartedCharge,
  restartedPayment,
} from '../support/model/restarted.ts';
import { holds, play, SLOW, schedules } from '../support/model/schedules.ts';

// Nothing here ends by a timeout: a process that is dead has no timers.
const UNENDING = [
  'no answer, not processed',
  'no answer, processed',
  '429, Retry-After a day',
  '429, Retry-After ten years',
] as const;
const DEATHS = fc.record({ at: fc.nat(9), done: fc.boolean() });
// Half of the time after which it is started again: its calls are dead by then.
const timeout = 1_800_000;

/** Whether it died before it came to an end. */
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

/** A request that moves something stood in the journal before it went out. */
async function expectJournal({ lastWords }: Mortal, intents: Intents): Promise<void> {
  const moving = MOVING.find(([method, path]) => method === lastWords?.method && path.test(lastWords.path));
  if (moving) expect((await intents.pending()).map(({ operation }) => operation)).toContain(moving[2]);
}

/** The journal an hour later: whoever held a claim in it is dead. */
async function later(intents: Intents): Promise<IntentStore> {
  const store = memoryIntents();
  for (const intent of await intents.pending()) await store.save(intent);
  return store;
}

/** Most of the schedules have to reach the step at which the process dies. */
function expectEnough(deaths: number, runs: number): void {
  expect(deaths).toBeGreaterThan(runs / 3);
}

describe.concurrent('a process that is killed at any step and started again with its journal', () => {
  test('has one payable order', SLOW, async () => {
    let deaths = 0;
    const property = fc.asyncProperty(schedules(6, UNENDING), DEATHS, async (schedule, death) => {
      const paysera = new Paysera();
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

  test.each(['the same charge again', 'resume'] as const)('has one capture, by %s', SLOW, async (way) => {
    let deaths = 0;
    const steps = fc.constantFrom('one' as const, 'two' as const);
    const property = fc.asyncProperty(steps, schedules(6, UNENDING), DEATHS, async (kind, schedule, death) => {
      const paysera = new Paysera(kind);
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
  });
});
