import { createCheckout } from '../../src/index.ts';
import { actTogether } from '../support/state/act-together.ts';
import { connect, type Store } from '../support/state/connect.ts';

// One of several processes that start at the same time: makes a call, for which it needs a token.
interface Call {
  readonly store: Store;
  readonly baseUrl: string;
  readonly clientSecret: string;
}

actTogether(async ({ store, baseUrl, clientSecret }: Call) => {
  const connection = await connect(store);
  const { tokens } = connection.state();
  const checkout = createCheckout({ clientId: 'c', clientSecret, baseUrl, rateLimit: false, state: { tokens } });
  return async () => {
    await checkout.orders.get('o');
    await connection.close();
    return 'done';
  };
});
