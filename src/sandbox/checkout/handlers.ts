import type { CheckoutOperation } from '../documents.ts';
import type { Handler } from '../handler.ts';
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
import { createAccessToken } from './tokens.ts';

/** What each operation of Checkout does. One that the document gains does not compile until it stands here. */
export const checkout: Readonly<Record<CheckoutOperation, Handler>> = {
  createAccessToken,
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
