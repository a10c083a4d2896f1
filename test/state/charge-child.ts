import { createRecurringBilling } from '../../src/index.ts';
import { CHARGE } from '../support/model/wanted.ts';
import { actTogether } from '../support/state/act-together.ts';
import { connect, type Store } from '../support/state/connect.ts';

// One of several processes that make the same charge at the same time.
interface Charge {
  readonly store: Store;
  readonly baseUrl: string;
  readonly account: string;
}

actTogether(async ({ store, baseUrl, account }: Charge) => {
  const connection = await connect(store);
  const { claims } = connection.state();
  const recurring = createRecurringBilling({
    ...{ macId: account, macKey: 'k', businessId: 'b', validation: 'off' },
    ...{ baseUrl, state: { claims } },
  });
  return async () => {
    const { id, status } = await recurring.charge(CHARGE);
    await connection.close();
    return `${id} ${status}`;
  };
});
