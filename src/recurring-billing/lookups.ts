import type { operations } from '../../generated/recurring-billing/paths.ts';
import type { Resolution } from '../errors/outcome/resolutions.ts';
import type { Facts } from '../runtime/recovery/intents/intents.ts';
import { compareText, compareTime, type Likeness, likeness } from '../runtime/recovery/lookup/compare.ts';
import type { LookupContext, Lookups, TimeWindow } from '../runtime/recovery/lookup/lookup.ts';
import { type ChargeTerms, compareTerms } from './charge/belongs.ts';
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

/** Whether a request under the key of these terms is the one that was created with them in this time. */
function likenessOf(request: PaymentRequest, terms: ChargeTerms, made: TimeWindow): Likeness {
  // Its price does not rule it out: Paysera may have read another one, or may spell this one otherwise.
  const said = compareTerms(terms, request) === 'same' ? 'same' : 'odd';
  const created = Math.floor(Date.parse(String(request.created_at)) / 1000);
  return likeness(said, compareText(terms.orderId, request.order_id), compareTime(made, created));
}

/** How to find out what became of each operation of Recurring Billing that must not be retried blindly. */
export const recurringLookups: Lookups<operations> = {
  async createPaymentRequest({ order_id, unique_identifier, amount, currency }, { call, left, made }) {
    const canceled: PaymentRequest[] = [];
    const found = await findByKey(call, { key: unique_identifier, orderId: order_id }, left, canceled);
    if (found === 'unsure') return { outcome: 'unknown' };
    const terms = { key: String(unique_identifier), orderId: String(order_id), price: { amount, currency } };
    if (!found) {
      // One that was canceled since was created all the same.
      const candidates = canceled.filter((one) => likenessOf(one, terms, made) !== 'other');
      const [value, another] = candidates;
      if (!value) return { outcome: 'did-not-happen' };
      return !another && likenessOf(value, terms, made) === 'same'
        ? { outcome: 'happened', value }
        : { outcome: 'unknown', candidates };
    }
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
