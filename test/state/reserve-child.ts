import type { PlaceRequest } from '../../src/runtime/state/gate-store.ts';
import { connect, type Store } from '../support/state/connect.ts';

// One of several processes: reserves places as fast as it can, once all of them are ready.
const { store, request, times } = JSON.parse(process.argv[2] ?? '') as {
  store: Store;
  request: PlaceRequest;
  times: number;
};
const connection = await connect(store);
const { gate } = connection.state();
process.once('message', async () => {
  const places = await Promise.all(Array.from({ length: times }, () => gate.reserve(request)));
  process.send?.(places.map(({ wait }) => wait));
  await connection.close();
});
process.send?.('ready');
