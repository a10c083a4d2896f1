import type { operations } from '../../generated/recurring-billing/paths.ts';
import type { Resolution } from '../errors/outcome/resolutions.ts';
import type { Facts } from '../runtime/recovery/intents/intents.ts';
import type { LookupContext, Lookups } from '../runtime/recovery/lookup/lookup.ts';
import { compareTerms } from './charge/belongs.ts';
import { findByKey } from './charge/find-by-key.ts';
import type { PaymentRequest } from './payment-requests.ts';

/** Reads the request, and tells by its status: by those that say so, that it happened, or that it did not. */
const byStatus =
  (happened: readonly string[], not: readonly string[]) =>
  async ({ id }: Facts, { call, left }: LookupContext<operations>): Promise<Resolution<PaymentRequest>> => {
    const request = await call('getPaymentRequest', { path: { id: String(id) } }, left());
    if (request.id !== id) return { outcome: 'unknown' };
    if (happened.includes(request.status)) return { outcome: 'happened', value: request };
    return not.includes(request.status) ? { outcome: 'did-not-happen' } : { outcome: 'unknown', candidates: [request] };
  };

/** How to find out what became of each operation of Recurring Billing that must not be retried blindly. */
export const recurringLookups: Lookups<operations> = {
  async createPaymentRequest({ order_id, unique_identifier, amount, currency }, { call, left }) {
    const found = await findByKey(call, { key: unique_identifier, orderId: order_id }, left);
    if (found === 'unsure') return { outcome: 'unknown' };
    if (!found) return { outcome: 'did-not-happen' };
    const terms = { key: String(unique_identifier), orderId: String(order_id), price: { amount, currency } };
    return compareTerms(terms, found) === 'same'
      ? { outcome: 'happened', value: found }
      : { outcome: 'unknown', candidates: [found] };
  },
  authorizePaymentRequest: byStatus(['captured', 'authorized'], ['new', 'canceled']),
  capturePaymentRequest: byStatus(['captured'], ['authorized', 'canceled']),
  // A started payment leaves no trace in the request until the payer has paid.
  startPayment: async ({ id }, { call, left }) => {
    const request = await call('getPaymentRequest', { path: { id: String(id) } }, left());
    return { outcome: 'unknown', candidates: [request] };
  },
};
