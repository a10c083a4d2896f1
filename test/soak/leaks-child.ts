import { getEventListeners } from 'node:events';
import { createCheckout, createRecurringBilling } from '../../src/index.ts';
import { FAULTS, type FaultName } from '../support/model/faults.ts';
import { memoryFetch } from '../support/model/memory.ts';
import { Paysera, SMALL_PAGES } from '../support/model/paysera.ts';
import { RECURRING } from '../support/model/wanted.ts';
import { objectsAlive } from '../support/objects.ts';

// Its own process, so that its heap is its own. Prints what is left after many calls with one long-lived signal.
const ROUNDS = 3;
const CALLS = 4_000;
const STRUCK: readonly (FaultName | undefined)[] = [
  undefined,
  '503 before',
  'reset after it was processed',
  'half an answer, in chunks',
  'connection refused',
  '401',
  '429, Retry-After 0',
  '200 with HTML, processed',
];

const paysera = new Paysera(SMALL_PAGES);
let turn = 0;
const fetch = memoryFetch(paysera, () => {
  const name = STRUCK[turn++ % STRUCK.length];
  return name && FAULTS[name];
});
const shared = { fetch, retry: { backoff: 0, gracePeriod: 0 }, validation: 'off' } as const;
const checkout = createCheckout({ ...shared, clientId: 'c', clientSecret: 's', rateLimit: { limit: 1_000_000 } });
const recurring = createRecurringBilling({ ...RECURRING, ...shared });
const { signal } = new AbortController();
const purchase = { reference: 'A-1', amount: 1000, currency: 'EUR' };
// The client remembers the keys of the calls whose response was lost, 10,000 at most: these keys come round again.
let refunds = 0;
const calls = [
  () => checkout.orders.get('o', { signal }),
  () => checkout.orders.create({ purchase }, { signal }),
  () =>
    checkout.payments.refund(
      'p',
      { amount: 1, currency: 'EUR' },
      { signal, idempotencyKey: `refund-${refunds++ % 100}` },
    ),
  () => recurring.paymentRequests.get('r', { signal }),
];

async function some(count: number): Promise<void> {
  for (let i = 0; i < count; i += 50) {
    await Promise.allSettled(Array.from({ length: 50 }, (_, j) => calls[(i + j) % calls.length]?.()));
    // The model's books are not the client's memory.
    paysera.orders.all.length = 0;
    paysera.refunds.all.clear();
  }
}

await some(1000);
const grown: number[] = [];
let before = await objectsAlive();
for (let round = 0; round < ROUNDS; round++) {
  await some(CALLS);
  const after = await objectsAlive();
  grown.push(after - before);
  before = after;
}
const remaining = {
  listeners: getEventListeners(signal, 'abort').length,
  timers: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length,
  // What is kept of each call shows in every round.
  grown: Math.min(...grown),
};
process.send?.(remaining);
process.disconnect?.();
