import { createCheckout, createRecurringBilling } from '../../src/index.ts';
import { connect, type Store } from '../support/state/connect.ts';

// The process that is killed: it makes one payment or one charge, with its intents in the store.
const { store, what, baseUrl, input } = JSON.parse(process.argv[2] ?? '') as {
  store: Store;
  what: 'payment' | 'charge';
  baseUrl: string;
  input: never;
};
const { intents } = (await connect(store)).state();
const shared = { baseUrl, state: { intents }, validation: 'off', rateLimit: false } as const;
if (what === 'payment') {
  await createCheckout({ ...shared, clientId: 'c', clientSecret: 's' }).createPayment(input);
} else {
  await createRecurringBilling({ ...shared, macId: 'm', macKey: 'k', businessId: 'b' }).charge(input);
}
process.send?.('done');
