import type { RecurringOperation } from '../documents.ts';
import type { Handler } from '../handler.ts';
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

/** What each operation of Recurring Billing does. One that the document gains does not compile until it stands here. */
export const recurringBilling: Readonly<Record<RecurringOperation, Handler>> = {
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
