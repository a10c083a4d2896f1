import type { operations } from '../../generated/checkout/paths.ts';
import type { FactReaders } from '../runtime/recovery/lookup.ts';
import type { CreatedOrder, CreateOrder, UpdateOrder } from './orders.ts';
import type { CreatedPaymentLink, CreatePaymentLink } from './payment-links.ts';

/** What is kept of each operation of Checkout that must not be retried blindly. */
export const checkoutFacts: FactReaders<operations> = {
  createOrder: {
    factsOf({ body }) {
      const { reference, amount, currency } = (body as Partial<CreateOrder> | undefined)?.purchase ?? {};
      return { reference, amount: amount === undefined ? null : Number(amount), currency };
    },
    idOf: (value) => (value as Partial<CreatedOrder> | undefined)?.order_id,
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
  },
  createPaymentLink: {
    factsOf({ body }) {
      const { order_id, purchase } = (body ?? {}) as Partial<CreatePaymentLink>;
      return { order_id, amount: purchase?.amount === undefined ? null : Number(purchase.amount) };
    },
    idOf: (value) => (value as Partial<CreatedPaymentLink> | undefined)?.link_id,
  },
  updatePaymentLink: {
    factsOf: ({ path }) => ({ id: String(path?.['id']) }),
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
  },
};
