import type { operations } from '../../generated/recurring-billing/paths.ts';
import { factOf } from '../runtime/recovery/intents/intents.ts';
import { agrees, isId } from '../runtime/recovery/lookup/agrees.ts';
import type { FactReader, FactReaders } from '../runtime/recovery/lookup/lookup.ts';
import { fieldsOf } from '../wire/fields-of.ts';

const byId: Pick<FactReader, 'factsOf'> = { factsOf: ({ path }) => ({ id: String(path?.['id']) }) };

/** What is kept of each operation of Recurring Billing that must not be retried blindly. */
export const recurringFacts: FactReaders<operations> = {
  createPaymentRequest: {
    factsOf({ body }) {
      const { order_id, unique_identifier, price } = fieldsOf(body);
      const { amount, currency } = fieldsOf(price);
      // As it is spelled on the wire: a price in another spelling may be another price.
      return {
        order_id: factOf(order_id),
        unique_identifier: factOf(unique_identifier),
        amount: factOf(amount),
        currency: factOf(currency),
      };
    },
    // Its price is compared where it is created: what Paysera reads otherwise is an error of its own.
    proves({ order_id, unique_identifier }, { id, status, order_id: said, unique_identifier: key }) {
      return isId(id) && isId(status) && agrees(order_id, said) && agrees(unique_identifier, key);
    },
  },
  authorizePaymentRequest: {
    ...byId,
    proves: ({ id }, response) => response['id'] === id && isOneOf(response['status'], 'captured', 'authorized'),
  },
  capturePaymentRequest: {
    ...byId,
    proves: ({ id }, response) => response['id'] === id && response['status'] === 'captured',
  },
  startPayment: { ...byId, proves: (_, { type }) => isId(type) },
};

function isOneOf(value: unknown, ...values: readonly unknown[]): boolean {
  return values.includes(value);
}
