import '../support/loaded.ts';
import { expect, test } from 'vitest';
import { PURCHASE } from '../support/model/wanted.ts';
import { VirtualClock } from './world/clock.ts';
import { ask } from './world/merchant.ts';
import { create } from './world/payments.ts';
import { warmUp } from './world/run.ts';
import { type Plan, World } from './world/world.ts';

const ORDERS = 100_000;
const A_DAY = 86_400_000;
const A_MINUTE = 60_000;
const PENDING = 60;
// A guard against a hang, not a budget.
const SLOW = { timeout: 600_000 };
// Of the 50 requests a minute, 25 are left to payments, and each takes two.
const PAYMENTS_A_MINUTE = 12;

/** A world, and what was played in it. */
async function played(plan: Omit<Plan, 'flow'>, work: (world: World) => Promise<void>): Promise<World> {
  await warmUp();
  const world = new World({ flow: 'of its own', ...plan }, () => {});
  world.clock.install();
  try {
    const working = work(world);
    expect(await world.clock.run(working)).toBe(true);
    await working;
  } finally {
    VirtualClock.uninstall();
  }
  return world;
}

test('a lost order of a shop with 100,000 of them is found in three requests', SLOW, async () => {
  const { trace, ledger } = await played({ conditions: [], faults: [[0, '503 after']] }, async (world) => {
    const { orders } = world.paysera;
    for (let i = 0; i < ORDERS; i++) {
      orders.add({ reference: `A-${i}`, amount: 1000, currency: 'EUR', madeAt: world.paysera.now() - A_DAY - i * 300 });
    }
    await create(world, world.start({ struck: true }));
  });
  expect(ledger.statements.at(-1)).toMatchObject({ is: 'happened' });
  expect(trace.filter((step) => step === 'listOrders' || step === 'getOrder').length).toBeLessThanOrEqual(3);
});

test('60 orders that a crash left open are all settled, and keep no payment waiting meanwhile', SLOW, async () => {
  const purchase = (reference: string) => ({ purchase: { ...PURCHASE.purchase, reference } });
  const waits: number[] = [];
  let outcomes: readonly string[] = [];
  const lost = Array.from({ length: PENDING }, () => [0, '503 after'] as const);
  const { paysera } = await played({ conditions: ['the client has a rate gate'], faults: lost }, async (world) => {
    const { clock } = world;
    const dying = world.start({ struck: true });
    for (const half of [0, PENDING / 2]) {
      const each = Array.from({ length: PENDING / 2 }, (_, i) => {
        const wanted = purchase(`A-${half + i}`);
        return ask(world, dying, wanted.purchase, (options) => dying.checkout.orders.create(wanted, options));
      });
      await Promise.all(each);
      await clock.pass(A_MINUTE);
    }
    dying.die();
    const restarted = world.start();
    const settling = restarted.checkout.intents.resolve();
    for (let i = 0; i < 3 * PAYMENTS_A_MINUTE; i++) {
      const began = clock.now();
      const wanted = purchase(`B-${i}`);
      const made = await ask(world, restarted, wanted.purchase, (options) =>
        restarted.checkout.createPayment(wanted, options),
      );
      expect(made).toHaveProperty('value');
      waits.push(clock.now() - began);
      await clock.pass(A_MINUTE / PAYMENTS_A_MINUTE);
    }
    outcomes = (await settling).map(({ resolution }) => resolution.outcome);
  });
  expect(Math.max(...waits)).toBeLessThan(1_000);
  expect(outcomes).toEqual(Array.from({ length: PENDING }, () => 'happened'));
  expect(paysera.orders.all).toHaveLength(PENDING + 3 * PAYMENTS_A_MINUTE);
});
