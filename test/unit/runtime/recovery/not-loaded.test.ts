import { afterAll, expect, test, vi } from 'vitest';
import type { OutcomeUnknownError } from '../../../../src/index.ts';

const PURCHASE = { reference: 'A-1', amount: 1000, currency: 'EUR' };
const ON_DEMAND = '../../../../src/runtime/recovery/on-demand.ts';

vi.resetModules();
vi.doMock(ON_DEMAND, () => {
  throw new Error('offline');
});
afterAll(() => void vi.doUnmock(ON_DEMAND));
// Not within a test: what is made once, when it is loaded, is tested by others.
const { createCheckout, isOutcomeUnknownError } = await import('../../../../src/index.ts');

async function lost(answer: () => Response): Promise<OutcomeUnknownError> {
  const fetch = async (input: unknown) =>
    String(input).endsWith('/token') ? Response.json({ access_token: 'token', expires_in: 3600 }) : answer();
  const checkout = createCheckout({ clientId: 'id', clientSecret: 'secret', fetch });
  const error: unknown = await checkout.orders.create({ purchase: PURCHASE }).catch((error: unknown) => error);
  if (!isOutcomeUnknownError(error)) throw new Error(`It ended in ${error}.`);
  return error;
}
test('a success that confirms nothing is unknown also where the code for failures cannot be loaded', async () => {
  const error = await lost(() =>
    Response.json({ message: 'maintenance' }, { headers: { 'x-request-id': 'req-4711' } }),
  );
  expect(error).toMatchObject({
    ...{ operation: 'createOrder', method: 'POST', requestId: 'req-4711', attempts: [{ status: 200 }] },
    message: expect.stringMatching(/could not be loaded.* The request was sent: find out whether it took effect/),
  });
  expect(await error.resolve()).toEqual({ outcome: 'unknown' });
});

test('a lost request stays unknown there, with its own error', async () => {
  const error = await lost(() => {
    throw new TypeError('fetch failed');
  });
  expect(error.message).toMatch(/^createOrder was sent, but it is not known whether it took effect/);
  expect(await error.resolve()).toEqual({ outcome: 'unknown' });
});
