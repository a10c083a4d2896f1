import type { operations } from '../../generated/checkout/paths.ts';
import { agrees, isId } from '../runtime/recovery/lookup/agrees.ts';
import type { FactReaders } from '../runtime/recovery/lookup/lookup.ts';
import type { CreatedOrder, CreateOrder, UpdateOrder } from './orders.ts';
import type { CreatedPaymentLink, CreatePaymentLink } from './payment-links.ts';

/** What is kept of each operation of Checkout that must not be retried blindly. */
export const checkoutFacts: FactReaders<operations> = {
  createOrder: {
    factsOf({ body }) {
      const { reference, amount, currency } = (body as Partial<CreateOrder> | undefined)?.purchase ?? {};
      return { reference, amount: amount === undefined ? null : Number(amount), currency };
    },
    proves({ reference, amount, currency }, { order_id, purchase }) {
      const said = Object(purchase) as Readonly<Record<string, unknown>>;
      const same = agrees(reference, said['reference']) && agrees(amount, said['amount']);
      return isId(order_id) && same && agrees(currency, said['currency']);
    },
    idOf: (value) => idIn((value as Partial<CreatedOrder> | null | undefined)?.order_id),
  },
  updateOrder: {
    factsOf({ path, body }) {
      const { reference, amount, currency } = (body ?? {}) as UpdateOrder;
      return {
        id: String(path?.['id']),
        reference,
        amount: amount === undefined ? undefined : Number(amount),
        currency,
      };
    },
    proves: ({ id }, { order_id }) => order_id === id,
  },
  createPaymentLink: {
    factsOf({ body }) {
      const { order_id, purchase } = (body ?? {}) as Partial<CreatePaymentLink>;
      return { order_id, amount: purchase?.amount === undefined ? null : Number(purchase.amount) };
    },
    proves({ order_id, amount }, { link_id, order_id: said, purchase }) {
      return (
        isId(link_id) && agrees(order_id, said) && agrees(amount, (Object(purchase) as { amount?: unknown }).amount)
      );
    },
    idOf: (value) => idIn((value as Partial<CreatedPaymentLink> | null | undefined)?.link_id),
  },
  updatePaymentLink: {
    factsOf: ({ path }) => ({ id: String(path?.['id']) }),
    // Its response is not documented: empty, it says no more than its status.
    proves: ({ id }, response) =>
      (response['link_id'] ?? response['id'] ?? (isEmpty(response) ? id : undefined)) === id,
  },
  createRefund: {
    factsOf({ path, body }) {
      const { amount, currency, reference } = (body ?? {}) as {
        amount?: unknown;
        currency?: string;
        reference?: string;
      };
      return {
        payment_id: String(path?.['paymentId']),
        amount: amount === undefined ? null : Number(amount),
        currency,
        reference,
      };
    },
    // Known in part: any of these tells that there is a refund.
    proves(facts, response) {
      const { refund_id, id, status } = response;
      const same = (['payment_id', 'amount', 'currency', 'reference'] as const).every((name) =>
        agrees(facts[name], response[name]),
      );
      return [refund_id, id, status].some(isId) && same;
    },
  },
};

function idIn(value: unknown): string | undefined {
  return isId(value) ? value : undefined;
}

function isEmpty(response: object): boolean {
  return Object.keys(response).length === 0;
}
