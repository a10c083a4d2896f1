import type { operations } from '../../generated/recurring-billing/paths.ts';
import type { Resolution } from '../errors/outcome-unknown-error.ts';
import type { Call } from '../runtime/call/call.ts';
import type { Facts } from '../runtime/recovery/intents.ts';
import type { LookContext, LooseInput } from '../runtime/recovery/journal.ts';
import type { LookupsOf } from '../runtime/recovery/lookups-of.ts';
import { findByKey } from './charge/find-by-key.ts';
import type { CreatePaymentRequest, PaymentRequest } from './payment-requests.ts';

/** How to find out what became of each operation of Recurring Billing that must not be repeated blindly. */
export function recurringLookups(call: Call<operations>): LookupsOf<operations> {
  /** Reads the request, and tells by its status. */
  const byStatus = <Found extends Resolution>(decide: (request: PaymentRequest) => Found) => ({
    factsOf: ({ path }: LooseInput) => ({ id: String(path?.['id']) }),
    look: async ({ id }: Facts, { signal }: LookContext) =>
      decide(await call('getPaymentRequest', { path: { id: String(id) } }, { signal })),
  });
  return {
    createPaymentRequest: {
      factsOf({ body }) {
        const { order_id, unique_identifier } = (body ?? {}) as Partial<CreatePaymentRequest>;
        return { order_id, unique_identifier };
      },
      async look({ unique_identifier }, { signal }) {
        const found = await findByKey(call, unique_identifier, () => ({ signal }));
        if (found === 'unsure') return { outcome: 'unknown' };
        if (found) return { outcome: 'happened', value: found };
        return { outcome: 'did-not-happen' };
      },
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
}
