import { expect, test, vi } from 'vitest';
import { checkoutAt } from '../../support/clients.ts';
import { startLoopback } from '../../support/loopback.ts';

const CREATE = { purchase: { reference: 'A-1', amount: 1000, currency: 'EUR' } };
const order = () => ({ status: 201, json: { order_id: 'a', purchase: CREATE.purchase } });

test.each<[string, () => void | Promise<void>]>([
  [
    'throws',
    () => {
      throw new Error('my gate is broken');
    },
  ],
  ['rejects', () => Promise.reject(new Error('my gate is broken'))],
])(
  'a gate that %s when it learns from a response holds back no payment, and nothing is left unhandled',
  async (_, fail) => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    try {
      const server = await startLoopback(order);
      let learned = 0;
      // Not a mock: those handle the promises that they return.
      const learn = () => {
        learned++;
        return fail();
      };
      const checkout = checkoutAt(server.url, { rateLimit: { take: async () => {}, learn } });
      await expect(checkout.orders.create(CREATE)).resolves.toMatchObject({ order_id: 'a' });
      expect(learned).toBeGreaterThan(0);
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  },
);

test('a gate of a class is used as the object that it is', async () => {
  class Gate {
    taken = 0;
    seen = 0;
    async take(): Promise<void> {
      this.taken++;
    }
    learn(): void {
      this.seen++;
    }
  }
  const server = await startLoopback(order);
  const gate = new Gate();
  await checkoutAt(server.url, { rateLimit: gate }).orders.create(CREATE);
  expect(gate.taken).toBeGreaterThan(0);
  expect(gate.seen).toBe(gate.taken);
});
