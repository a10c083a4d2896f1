import { setTimeout } from 'node:timers/promises';
import { createCheckout } from '../../../src/index.ts';
import { connect, type Store } from '../../support/state/connect.ts';

// One of several processes: makes calls one after the other, several at a time, until it is asked to stop.
const { store, baseUrl, credentials, atOnce } = JSON.parse(process.argv[2] ?? '') as {
  store: Store;
  baseUrl: string;
  credentials: { clientId: string; clientSecret: string };
  atOnce: number;
};
const connection = await connect(store);
const checkout = createCheckout({
  ...credentials,
  baseUrl,
  timeout: 600_000,
  retry: { limit: 0 },
  state: connection.state(),
  onEvent: (event) => {
    if (event.type === 'state') console.log(`${process.pid}: the ${event.part} is ${event.outcome}`);
  },
});
process.once('message', () => process.exit());
process.once('disconnect', () => process.exit());
process.send?.('ready');
const loop = async () => {
  for (;;) {
    const call = checkout.paymentMethods.list({ amount: 1000, currency: 'EUR' });
    await call.catch(() => setTimeout(1_000));
  }
};
await Promise.all(Array.from({ length: atOnce }, loop));
