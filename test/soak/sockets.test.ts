import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createCheckout } from '../../src/index.ts';
import { FAULTS, type FaultName } from '../support/model/faults.ts';
import { Paysera, SMALL_PAGES } from '../support/model/paysera.ts';
import { startFaultyServer } from '../support/model/server.ts';

test.each([
  'half an answer, in chunks',
  '100 MB of body',
  'no answer, processed',
  '307 to another origin',
] as FaultName[])('after %s no socket is in use', async (fault) => {
  const paysera = new Paysera(SMALL_PAGES);
  const server = await startFaultyServer(paysera, ({ method }) => (method === 'GET' ? FAULTS[fault] : undefined));
  const checkout = createCheckout({
    clientId: 'c',
    clientSecret: 's',
    baseUrl: server.url,
    fetch: server.fetch,
    retry: { backoff: 0 },
    rateLimit: false,
  });
  const { signal } = new AbortController();
  const timeout = fault.startsWith('no answer') ? 100 : 10_000;
  for (let i = 0; i < 10; i++) {
    await expect(checkout.orders.get('o', { signal, timeout })).rejects.toThrow();
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  // What is kept alive for the next call does not grow with the calls.
  await expect.poll(() => server.connections()).toBeLessThanOrEqual(2);
});
