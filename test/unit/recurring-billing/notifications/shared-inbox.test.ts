import { expect, test } from 'vitest';
import { createRecurringBilling, memoryState } from '../../../../src/index.ts';

test('servers that share a state handle a notification once', async () => {
  const state = memoryState();
  const handled: string[] = [];
  const notification = (id: string) => ({
    ...{ id, status: 'new', event: 'payment_request.captured' },
    data: { payment_request: { id: 'p', status: 'captured', order_id: 'S-1' } },
  });
  const server = (shared: object) =>
    createRecurringBilling({
      ...{ macId: 'm', macKey: 'k', businessId: 'b' },
      ...shared,
      fetch: async (url) => Response.json(notification(/notifications\/([^/]+)/.exec(String(url))?.[1] ?? '')),
    });
  const deliver = async (shared: object) => {
    const body = new URLSearchParams({ notification_id: 'n-1' });
    const request = new Request('https://shop.example/hooks', { method: 'POST', body });
    const on = { captured: ({ id }: { id: string }) => void handled.push(id) };
    return (await server(shared).handleCallback(request, { on })).text();
  };
  expect([await deliver({ state }), await deliver({ state })]).toEqual(['handled', 'seen']);
  expect(handled).toEqual(['n-1']);
  // Another state knows nothing of it.
  expect(await deliver({})).toBe('handled');
});
