import { expect, test } from 'vitest';
import { VirtualClock } from './world/clock.ts';
import { resolveIntents } from './world/journal.ts';
import { create } from './world/payments.ts';
import { warmUp } from './world/run.ts';
import { PURCHASE } from './world/wanted.ts';
import { type Plan, World } from './world/world.ts';

const ORDERS = 100_000;
const A_DAY = 86_400_000;

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

test('a lost order of a shop with 100,000 of them is found in three requests', async () => {
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

test('sixty intents that a crash left open do not keep a payment waiting', async () => {
  await played({ conditions: ['the client has a rate gate'], faults: [] }, async (world) => {
    const dead = world.start({ dies: { at: 'createOrder', done: true } });
    for (let i = 0; i < 60; i++) {
      const purchase = { ...PURCHASE.purchase, reference: `B-${i}` };
      dead.checkout.orders.create({ purchase }).catch(() => {});
    }
    await world.clock.pass(A_DAY);
    const process = world.start();
    const resolving = resolveIntents(world, process);
    await world.clock.pass(10_000);
    await expect(process.checkout.createPayment(PURCHASE, { timeout: 30_000 })).resolves.toMatchObject({
      paymentUrl: expect.any(String),
    });
    await resolving;
    expect(await process.checkout.intents.pending()).toEqual([]);
  });
});
