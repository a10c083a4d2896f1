import { createRecurringBilling } from '../../src/index.ts';
import { CHARGE } from '../support/model/restarted.ts';
import { connect, type Store } from '../support/state/connect.ts';

// One of several processes that make the same charge at the same time.
const { store, baseUrl, account } = JSON.parse(process.argv[2] ?? '') as {
  store: Store;
  baseUrl: string;
  account: string;
};
const connection = await connect(store);
const { claims } = connection.state();
const recurring = createRecurringBilling({
  ...{ macId: account, macKey: 'k', businessId: 'b', validation: 'off' },
  ...{ baseUrl, state: { claims } },
});
process.once('message', async () => {
  const { id, status } = await recurring.charge(CHARGE);
  process.send?.(`${id} ${status}`);
  await connection.close();
});
process.send?.('ready');
