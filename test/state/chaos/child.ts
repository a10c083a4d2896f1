import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { createRecurringBilling, isChargeIncompleteError, isConfigurationError } from '../../../src/index.ts';
import { createWebhookHandler, toNodeListener } from '../../../src/webhooks/index.ts';
import { SECRET } from '../../support/webhooks/payloads.ts';
import type { ChildInput } from './live.ts';
import { reportPauses } from './pauses.ts';
import { stateIn } from './state-in.ts';

// One of several processes that charge and receive webhooks, and that are killed and stopped.
const { store, baseUrl, credentials, token, ledger, skew } = JSON.parse(process.argv[2] ?? '') as ChildInput;
// Milliseconds.
const INBOX_LEASE = 3_000;
const CHARGE_TIMEOUT = 2_000;
// A claim of 30 seconds holds for 3, which is still longer than a charge may take.
const FASTER = 10;

const state = stateIn(store, INBOX_LEASE);
const claims: typeof state.claims = {
  claim: (key, owner, milliseconds) => state.claims.claim(key, owner, Math.ceil(milliseconds / FASTER)),
  release: state.claims.release,
};
const recurring = createRecurringBilling({
  ...{ macId: credentials.macId, macKey: credentials.macKey, businessId: credentials.businessId, baseUrl },
  ...{ retry: { backoff: 20, gracePeriod: 300 }, timeout: CHARGE_TIMEOUT, now: () => Date.now() + skew },
  state: { ...state, claims },
});

const handler = createWebhookHandler({
  ...{ secret: SECRET, inbox: state.inbox, tries: 1_000, onError: () => {} },
  on: {
    async order({ order }) {
      if (Math.random() < 0.05) throw new Error('the shop is closed');
      await setTimeout(Math.random() * 100);
      const { ok } = await fetch(`${ledger}?event=${order.paysera_order_id}`, { method: 'POST' });
      if (!ok) throw new Error('no ledger');
    },
  },
});
const server = createServer(toNodeListener(handler));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.once('disconnect', () => process.exit());
reportPauses(() => process.send?.('paused'));

process.on('message', async (key: string) => {
  const charge = {
    ...{ token, order_id: key, unique_identifier: key, description: 'A month', payer: {} },
    price: { amount: 999, currency: 'EUR' },
    accept_url: 'https://shop.example/ok',
    cancel_url: 'https://shop.example/no',
    callback_url: 'https://shop.example/paysera',
  };
  const reported = await recurring.charge(charge).then(
    ({ id, status }) => ({ id, reported: status }),
    (error: unknown) => {
      if (isChargeIncompleteError(error)) return { reported: error.outcome };
      // The store of the intents was away: nothing was sent, and nothing is said of the key.
      const isAway = isConfigurationError(error) && error.code === 'intent_store';
      return { reported: isAway ? 'unknown' : `failed: ${String(error)}` };
    },
  );
  process.send?.({ key, ...reported });
});
