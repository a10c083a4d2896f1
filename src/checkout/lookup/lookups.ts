import type { operations } from '../../../generated/checkout/paths.ts';
import type { Lookups } from '../../runtime/recovery/lookup/lookup.ts';
import { findLink } from './find-link.ts';
import { findOrder, findUpdate } from './find-order.ts';

/** How to find out what became of each operation of Checkout that must not be retried blindly. */
export const checkoutLookups: Lookups<operations> = {
  createOrder: findOrder,
  updateOrder: findUpdate,
  createPaymentLink: findLink,
  // Paysera does not document which fields a link has in a response.
  updatePaymentLink: async () => ({ outcome: 'unknown' }),
  // Paysera documents no way to read a refund. Call again with the same key instead.
  createRefund: async () => ({ outcome: 'unknown' }),
};
