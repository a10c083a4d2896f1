import { createCheckout } from '../../src/index.ts';
import { connect, type Store } from '../support/state/connect.ts';

// One of several processes that start at the same time: makes a call, for which it needs a token.
const { store, baseUrl, clientSecret } = JSON.parse(process.argv[2] ?? '') as {
  store: Store;
  baseUrl: string;
  clientSecret: string;
};
const connection = await connect(store);
const { tokens } = connection.state();
const checkout = createCheckout({ clientId: 'c', clientSecret, baseUrl, rateLimit: false, state: { tokens } });
process.once('message', async () => {
  await checkout.orders.get('o');
  process.send?.('done');
  await connection.close();
});
process.send?.('ready');
