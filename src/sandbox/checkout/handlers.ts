import type { CheckoutOperation } from '../documents/documents.ts';
import type { Handler } from '../http/handler.ts';
import { listPaymentMethods } from './methods.ts';
import { createOrder, getOrder, listOrders, updateOrder } from './orders.ts';
import {
  cancelPaymentLink,
  createPaymentLink,
  getPaymentLink,
  listPaymentLinks,
  updatePaymentLink,
} from './payment-links.ts';
import { getPayment, listPayments } from './payments.ts';
import { getProject, listWebsites } from './project.ts';
import { createRefund, getRefundEligibility } from './refunds.ts';
import { createAccessToken, listSigningKeys } from './tokens.ts';

/** The handler of each Checkout operation. One that is new in the document is answered with its example. */
export const checkout: Readonly<Partial<Record<CheckoutOperation, Handler>>> = {
  createAccessToken,
  listSigningKeys,
  createOrder,
  getOrder,
  listOrders,
  updateOrder,
  createPaymentLink,
  getPaymentLink,
  listPaymentLinks,
  updatePaymentLink,
  cancelPaymentLink,
  listPaymentMethods,
  getPayment,
  listPayments,
  getRefundEligibility,
  createRefund,
  getProject,
  listWebsites,
};
