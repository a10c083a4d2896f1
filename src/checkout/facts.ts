import type { operations } from '../../generated/checkout/paths.ts';
import { type Facts, factOf } from '../runtime/recovery/intents/intents.ts';
import { agrees, isId } from '../runtime/recovery/lookup/agrees.ts';
import type { FactReaders } from '../runtime/recovery/lookup/lookup.ts';
import { fieldsOf } from '../wire/fields-of.ts';

/** What is kept of each operation of Checkout that must not be retried blindly. */
export const checkoutFacts: FactReaders<operations> = {
  createOrder: {
    factsOf({ body }) {
      const { reference, amount, currency } = fieldsOf(fieldsOf(body)['purchase']);
      return { reference: factOf(reference), amount: amountOf(amount), currency: factOf(currency) };
    },
    proves: (facts, { order_id, purchase }) =>
      isId(order_id) && agreesOn(['reference', 'amount', 'currency'], facts, fieldsOf(purchase)),
    idOf: (value) => idIn(fieldsOf(value)['order_id']),
  },
  updateOrder: {
    factsOf({ path, body }) {
      const { reference, amount, currency } = fieldsOf(body);
      return {
        id: String(path?.['id']),
        reference: factOf(reference),
        amount: amount === undefined ? undefined : Number(amount),
        currency: factOf(currency),
      };
    },
    proves: ({ id }, { order_id }) => order_id === id,
  },
  createPaymentLink: {
    factsOf({ body }) {
      const { order_id, purchase } = fieldsOf(body);
      const { amount } = fieldsOf(purchase);
      return { order_id: factOf(order_id), amount: amountOf(amount) };
    },
    proves: (facts, { link_id, order_id, purchase }) =>
      isId(link_id) && agreesOn(['order_id', 'amount'], facts, { order_id, amount: fieldsOf(purchase)['amount'] }),
    idOf: (value) => idIn(fieldsOf(value)['link_id']),
  },
  updatePaymentLink: {
    factsOf: ({ path }) => ({ id: String(path?.['id']) }),
    // Its response is not documented: empty, it says no more than its status.
    proves: ({ id }, response) =>
      (response['link_id'] ?? response['id'] ?? (isEmpty(response) ? id : undefined)) === id,
  },
  createRefund: {
    factsOf({ path, body }) {
      const { amount, currency, reference } = fieldsOf(body);
      return {
        payment_id: String(path?.['paymentId']),
        amount: amountOf(amount),
        currency: factOf(currency),
        reference: factOf(reference),
      };
    },
    // The response is only partly known: any of these fields shows that there is a refund.
    proves: (facts, response) =>
      [response['refund_id'], response['id'], response['status']].some(isId) &&
      agreesOn(['payment_id', 'amount', 'currency', 'reference'], facts, response),
  },
};

function amountOf(amount: unknown): number | null {
  return amount === undefined ? null : Number(amount);
}

function agreesOn(names: readonly string[], facts: Facts, said: Readonly<Record<string, unknown>>): boolean {
  return names.every((name) => agrees(facts[name], said[name]));
}

function idIn(value: unknown): string | undefined {
  return isId(value) ? value : undefined;
}

function isEmpty(response: object): boolean {
  return Object.keys(response).length === 0;
}
