import { expect, test } from 'vitest';
import {
  createMacSigner,
  createRecurringBilling,
  createTokenSource,
  isOutcomeUnknownError,
  memoryIntents,
  readPrice,
} from '../../../src/index.ts';
import { memoryInbox } from '../../../src/webhooks/index.ts';
import { errorOf } from '../../support/error-of.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

const WRONG = { zzzzzz: 1 } as object;
const MAC = { macId: 'a', macKey: 'b' };
const TOKENS = { clientId: 'a', clientSecret: 'b', tokenUrl: 'https://paysera.example' };
const PRICE = { amount: 999, currency: 'EUR' };
const lost = { ...MAC, businessId: 'c', fetch: async () => Response.json({}, { status: 504 }) };

async function unknown(): Promise<unknown> {
  const client = createRecurringBilling({ ...lost, retry: false });
  const error = await errorOf(client.paymentRequests.create(PAYMENT_REQUEST, { idempotencyKey: 'k' }));
  if (!isOutcomeUnknownError(error)) throw error;
  return error.resolve(WRONG);
}

test.each<[of: string, expected: string, call: () => unknown]>([
  [
    'createTokenSource',
    'clientId, clientSecret, tokenUrl, store, now, fetch, timeout, onToken',
    () => createTokenSource({ ...TOKENS, ...WRONG }),
  ],
  ['createMacSigner', 'macId, macKey, extParameters, now, nonce', () => createMacSigner({ ...MAC, ...WRONG })],
  ['readPrice', 'priceEncoding', () => readPrice(PRICE, WRONG)],
  ['memoryInbox', 'lease, ttl, max, now', () => memoryInbox(WRONG)],
  [
    'intents.resolve',
    'timeout, signal',
    () => createRecurringBilling({ ...lost, intents: memoryIntents() }).intents.resolve(WRONG),
  ],
  ['resolve', 'timeout, signal', unknown],
])('%s refuses an option that is like none, and says which it has', async (of, expected, call) => {
  const error = await errorOf(Promise.resolve().then(call));
  expect(error.message).toBe(`${of}: zzzzzz is not an option; expected ${expected}. Nothing was sent.`);
});
