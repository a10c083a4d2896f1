import { fork } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createCheckout } from '../../src/index.ts';
import { FAULTS, type FaultName } from '../support/model/faults.ts';
import { Paysera } from '../support/model/model.ts';
import { startFaultyServer } from '../support/model/server.ts';

const CHILD = fileURLToPath(new URL('./leaks-child.ts', import.meta.url));

test('12,000 calls with one long-lived signal, most of them hit by a fault, leave no listener, no timer and no object', async () => {
  const child = fork(CHILD, { execArgv: [] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const remaining = await new Promise<{ listeners: number; timers: number; grown: number }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { listeners: number; timers: number; grown: number }));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the child ended with ${code}`)));
  });
  expect(remaining).toMatchObject({ listeners: 0, timers: 0 });
  // Anything kept of each call would be 4,000 objects in a round; anything kept of each kind of fault, 500.
  expect(remaining.grown).toBeLessThan(100);
  // Nothing keeps the process alive.
  expect(await ended).toBe(0);
}, 120_000);

test.each([
  'half an answer, in chunks',
  '100 MB of body',
  'no answer, processed',
  '307 to another origin',
] as FaultName[])('after %s no socket is in use', async (fault) => {
  const paysera = new Paysera();
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
