import '../support/loaded.ts';
import { expect, test } from 'vitest';
import { VirtualClock } from './world/clock.ts';
import { create } from './world/payments.ts';
import { warmUp } from './world/run.ts';
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
