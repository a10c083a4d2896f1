import type { RecurringOperation } from '../documents/documents.ts';
import type { Handler } from '../http/handler.ts';
import { authorizePaymentRequest, cancelPaymentRequest, capturePaymentRequest, startPayment } from './charges.ts';
import { listPaymentRequestMethods } from './methods.ts';
import { getNotification, listNotifications, markNotificationRead } from './notifications.ts';
import {
  createPaymentRequest,
  getPaymentRequest,
  getPaymentRequestPublicInfo,
  listPaymentRequests,
  setPaymentRequestEmail,
  setPaymentRequestMissingEmail,
} from './payment-requests.ts';

/** The handler of each Recurring Billing operation. One that is new in the document is answered with its example. */
export const recurringBilling: Readonly<Partial<Record<RecurringOperation, Handler>>> = {
  createPaymentRequest,
  getPaymentRequest,
  listPaymentRequests,
  getPaymentRequestPublicInfo,
  setPaymentRequestEmail,
  setPaymentRequestMissingEmail,
  listPaymentRequestMethods,
  startPayment,
  authorizePaymentRequest,
  capturePaymentRequest,
  cancelPaymentRequest,
  listNotifications,
  getNotification,
  markNotificationRead,
};
