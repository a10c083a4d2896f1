import { describe } from 'vitest';
import { onEachStore } from '../support/state/each-store.ts';
import { leasePromises, type MakeInbox, promises, realLeasePromises } from '../support/webhooks/inbox-promises.ts';

describe('the inbox of a state', () => {
  onEachStore((connection, { client }) => {
    const make: MakeInbox = (options) => connection().state(options).inbox;
    promises(make);
    // Redis measures a lease by its own clock.
    if (client.includes('redis')) realLeasePromises(make);
    else leasePromises(make);
  });
});
