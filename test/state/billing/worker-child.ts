import { chargeJob } from '../../../src/billing/index.ts';
import { createRecurringBilling, type RecurringBillingOptions } from '../../../src/index.ts';
import { type ChargeData, connectEngine, type Place, subscriptions } from './engines.ts';

// A worker of a billing run, to be killed; or, without an engine, the whole run in one process.
const { place, client, token, alone, withoutClaims } = JSON.parse(process.argv[2] ?? '') as {
  place: Place;
  client: RecurringBillingOptions;
  token: string;
  /** How many subscriptions there are. */
  alone?: number;
  withoutClaims: boolean;
};
const due = ({ id }: ChargeData) => ({
  ...{ token, order_id: id, price: { amount: 999, currency: 'EUR' }, description: 'A month' },
  payer: { email: 'payer@shop.example' },
  accept_url: 'https://shop.example/ok',
  cancel_url: 'https://shop.example/no',
  callback_url: 'https://shop.example/hooks',
});
if (alone) {
  const recurring = createRecurringBilling(client);
  const left = subscriptions(alone);
  process.send?.('ready');
  const loop = async () => {
    for (let next = left.pop(); next; next = left.pop())
      await recurring.charge({ ...due(next), unique_identifier: next.id });
  };
  await Promise.all(Array.from({ length: place.atOnce }, loop));
  process.disconnect();
} else {
  const engine = await connectEngine(place, false);
  const state = withoutClaims ? { intents: engine.state.intents } : engine.state;
  const charge = chargeJob(createRecurringBilling({ ...client, state }), {
    keyOf: ({ order_id }) => order_id,
    pause: place.patience / 2,
  });
  await engine.work(({ resume, ...data }, signal) => charge({ ...due(data), resume }, { signal }));
  process.once('disconnect', () => process.exit());
  if (process.connected) process.send?.('ready');
}
