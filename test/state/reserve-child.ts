import type { PlaceRequest } from '../../src/runtime/state/gate-store.ts';
import { actTogether } from '../support/state/act-together.ts';
import { connect, type Store } from '../support/state/connect.ts';

// One of several processes: reserves places as fast as it can, once all of them are ready.
interface Reservation {
  readonly store: Store;
  readonly request: PlaceRequest;
  readonly times: number;
}

actTogether(async ({ store, request, times }: Reservation) => {
  const connection = await connect(store);
  const { gate } = connection.state();
  return async () => {
    const places = await Promise.all(Array.from({ length: times }, () => gate.reserve(request)));
    await connection.close();
    return places.map(({ wait }) => wait);
  };
});
