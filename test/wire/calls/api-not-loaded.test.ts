import { expect, test, vi } from 'vitest';
import { startLoopback } from '../../support/loopback.ts';

const { checkoutAt } = await offline();

/** The client, loaded anew, so that nothing has loaded openapi-fetch before. */
function offline() {
  vi.resetModules();
  vi.doMock('../../../src/runtime/call/api/openapi-client.ts', () => {
    throw new Error('offline');
  });
  return import('../../support/clients.ts');
}

test('where openapi-fetch cannot be loaded, client.api sends nothing, and the methods work', async () => {
  const loopback = await startLoopback(() => ({ json: { order_id: 'a' } }));
  const { api, orders } = checkoutAt(loopback.url);
  const purchase = { reference: 'ORDER-001', amount: 1000, currency: 'EUR' };
  await expect(api.POST('/merchant-order/integration/v1/orders', { body: { purchase } })).rejects.toThrow();
  expect(loopback.calls()).toEqual([]);
  expect(await orders.create({ purchase })).toMatchObject({ order_id: 'a' });
  expect(loopback.calls()).toHaveLength(1);
});
