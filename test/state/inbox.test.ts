import { setTimeout } from 'node:timers/promises';
import { describe } from 'vitest';
import { onEachStore } from '../support/state/each-store.ts';
import { leasePromises, type MakeInbox, promises } from '../support/webhooks/inbox-promises.ts';

describe('the inbox of a state', () => {
  onEachStore((connection) => {
    const make: MakeInbox = (options) => connection().state(options).inbox;
    promises(make);
    // Each store measures a lease by its own clock.
    leasePromises(async (options) => ({ inbox: await make(options), sleep: (ms) => setTimeout(ms) }));
  });
});
