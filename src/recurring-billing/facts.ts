import type { operations } from '../../generated/recurring-billing/paths.ts';
import type { FactReader, FactReaders } from '../runtime/recovery/lookup.ts';
import type { CreatePaymentRequest } from './payment-requests.ts';

const byId: FactReader = { factsOf: ({ path }) => ({ id: String(path?.['id']) }) };

/** What is kept of each operation of Recurring Billing that must not be retried blindly. */
export const recurringFacts: FactReaders<operations> = {
  createPaymentRequest: {
    factsOf({ body }) {
      const { order_id, unique_identifier } = (body ?? {}) as Partial<CreatePaymentRequest>;
      return { order_id, unique_identifier };
    },
  },
  authorizePaymentRequest: byId,
  capturePaymentRequest: byId,
  startPayment: byId,
};
