import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import { createCheckout } from '../../../src/index.ts';
import type { GateStore } from '../../../src/runtime/state/gate-store.ts';
import { connect, type Store } from '../../support/state/connect.ts';

// One of several processes: makes calls one after the other, several at a time, until it is asked to stop.
const { store, baseUrl, credentials, atOnce } = JSON.parse(process.argv[2] ?? '') as {
  store: Store;
  baseUrl: string;
  credentials: { clientId: string; clientSecret: string };
  atOnce: number;
};
const connection = await connect(store);
/** Milliseconds since 1970, to a fraction: the same clock in all processes of the machine. */
const now = () => performance.timeOrigin + performance.now();
const calls = new AsyncLocalStorage<{ place: number }>();
const { gate: shared, ...state } = connection.state();
/** Notes the place of each call. */
const gate: GateStore = {
  async reserve(request) {
    const place = await shared.reserve(request);
    const call = calls.getStore();
    if (call && place.reserved) call.place = now() + place.wait;
    return place;
  },
};
const checkout = createCheckout({
  ...credentials,
  baseUrl,
  timeout: 600_000,
  retry: { limit: 0 },
  state: { ...state, gate },
  fetch: (url, init) => {
    const headers = { ...Object(init?.headers), 'x-place': String(calls.getStore()?.place), 'x-sent': String(now()) };
    return fetch(url, { ...init, headers });
  },
  onEvent: (event) => {
    if (event.type === 'state') console.log(`${process.pid}: the ${event.part} is ${event.outcome}`);
  },
});
process.once('message', () => process.exit());
process.once('disconnect', () => process.exit());
process.send?.('ready');
const loop = async () => {
  for (;;) {
    const began = performance.now();
    await calls.run({ place: Number.NaN }, () =>
      checkout.paymentMethods
        .list({ amount: 1000, currency: 'EUR' })
        .then(() => process.send?.(performance.now() - began))
        .catch(() => setTimeout(1_000)),
    );
  }
};
await Promise.all(Array.from({ length: atOnce }, loop));
