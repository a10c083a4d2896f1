import type { operations } from '../../generated/recurring-billing/paths.ts';
import type { Resolution } from '../errors/resolutions.ts';
import type { Facts } from '../runtime/recovery/intents.ts';
import type { LookupContext, Lookups } from '../runtime/recovery/lookup.ts';
import { findByKey } from './charge/find-by-key.ts';
import type { PaymentRequest } from './payment-requests.ts';

/** Reads the request, and tells by its status. */
const byStatus =
  <Found extends Resolution>(decide: (request: PaymentRequest) => Found) =>
  async ({ id }: Facts, { call, signal }: LookupContext<operations>): Promise<Found> =>
    decide(await call('getPaymentRequest', { path: { id: String(id) } }, { signal }));

/** How to find out what became of each operation of Recurring Billing that must not be retried blindly. */
export const recurringLookups: Lookups<operations> = {
  async createPaymentRequest({ unique_identifier }, { call, signal }) {
    const found = await findByKey(call, unique_identifier, () => ({ signal }));
    if (found === 'unsure') return { outcome: 'unknown' };
    if (found) return { outcome: 'happened', value: found };
    return { outcome: 'did-not-happen' };
  },
  authorizePaymentRequest: byStatus((request) => {
    if (request.status === 'captured' || request.status === 'authorized')
      return { outcome: 'happened', value: request };
    return request.status === 'new' ? { outcome: 'did-not-happen' } : { outcome: 'unknown', candidates: [request] };
  }),
  capturePaymentRequest: byStatus((request) => {
    if (request.status === 'captured') return { outcome: 'happened', value: request };
    return request.status === 'authorized'
      ? { outcome: 'did-not-happen' }
      : { outcome: 'unknown', candidates: [request] };
  }),
  // A started payment leaves no trace in the request until the payer has paid.
  startPayment: byStatus((request) => ({ outcome: 'unknown', candidates: [request] })),
};
