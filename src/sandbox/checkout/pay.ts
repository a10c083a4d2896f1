import { type SandboxContext, seconds } from '../context.ts';
import { ApiFailure } from '../http/failure.ts';
import type { LinkRow, OrderRow, PaymentRow, PaymentStatus } from '../store/rows.ts';
import { orderSnapshot, statusEvent } from '../webhooks/payloads.ts';
import { sendWebhooks, type WebhookMessage } from '../webhooks/schedule.ts';
import { changeLink, expireIfDue, saveLink } from './link-states.ts';
import { availableMethods, isAvailable } from './methods.ts';
import { balanceDue, requireOrder, saveOrder } from './orders.ts';
import { bounds } from './payer-set.ts';

/** The payer's choices on the payment page. */
export interface PayChoice {
  /** A key from `GET methods`. Default: the link's preselected method, or else the first one available. */
  readonly method?: string | undefined;
  /** Minor units. Default: what is still due. A lower amount is a partial payment. */
  readonly amount?: number | undefined;
  /** The payer's country, ISO 3166-1 alpha-2. Default: the link's. */
  readonly country?: string | undefined;
}

/** Starts a payment of the link. It is `initiated` until one of the functions below changes it. */
export function beginPayment(context: SandboxContext, link: LinkRow, choice: PayChoice = {}): PaymentRow {
  const order = requireOrder(context, link.order_id);
  const { status } = expireIfDue(context, link);
  if (status !== 'active') throw new ApiFailure(409, 'invalid_request', `The link is ${status} and cannot be paid`);
  const country = choice.country ?? link.payment_details?.country_code;
  const method =
    choice.method ?? link.payment_details?.key ?? availableMethods(order.currency, country)[0]?.key ?? 'card-payment';
  if (!isAvailable(method, order.currency, country)) {
    throw new ApiFailure(
      400,
      'invalid_properties',
      `The method ${JSON.stringify(method)} is not available for ${order.currency}${country ? ` in ${country}` : ''}`,
    );
  }
  const time = seconds(context);
  const payment: PaymentRow = {
    id: context.ids.uuid(),
    order_id: order.id,
    link_id: link.id,
    amount: amountToPay(context, order, link, choice.amount),
    currency: order.currency,
    status: 'initiated',
    method,
    country: country ?? 'LT',
    purpose: link.payment_details?.purpose ?? order.reference,
    external_payment_id: context.ids.token(12),
    created_at: time,
    updated_at: time,
  };
  savePayment(context, payment);
  return payment;
}

/** The bank is processing the payment. No webhook is sent: none is documented for this status. */
export function leavePending(context: SandboxContext, payment: PaymentRow): PaymentRow {
  return setPaymentStatus(context, assertOpen(payment), 'processing');
}

/** The money has arrived: settles the payment, adds it to the order, and sends the shop both webhooks. */
export function settlePayment(context: SandboxContext, payment: PaymentRow): PaymentRow {
  const settled = setPaymentStatus(context, assertOpen(payment), 'settled');
  const before = requireOrder(context, payment.order_id);
  // When the payer sets the amount, the order's amount is what the payer entered.
  const amount = before.amount ?? payment.amount;
  const amount_paid = before.amount_paid + payment.amount;
  const order: OrderRow = {
    ...before,
    amount,
    amount_paid,
    status: before.status === 'pending_payment' && amount_paid >= amount ? 'paid' : before.status,
    updated_at: seconds(context),
  };
  saveOrder(context, order);
  const link = context.tables.links.get(payment.link_id);
  const isPaidOff = order.status === 'paid' && before.status !== 'paid';
  const isLinkPaid = link && paidBy(context, link) >= (link.amount ?? payment.amount);
  // A pending payment can still complete an expired link; a canceled link stays canceled.
  if (link && link.status !== 'canceled' && (isPaidOff || isLinkPaid)) {
    changeLink(context, link, 'completed');
  } else if (link) {
    saveLink(context, { ...link, updated_at: seconds(context) });
  }
  notifyShop(context, order, [
    { title: 'payment settled', payload: statusEvent(context, 'payment', order, settled) },
    { title: 'order amount_paid_updated', payload: orderSnapshot(context, order) },
  ]);
  return settled;
}

/** Ends a payment without success. The link stays open for another attempt. */
export function endPayment(
  context: SandboxContext,
  payment: PaymentRow,
  status: 'failed' | 'canceled' | 'expired',
): PaymentRow {
  return setStatusAndNotify(context, assertOpen(payment), status);
}

/** The payer's bank charges the payment back. */
export function chargeBack(context: SandboxContext, payment: PaymentRow): PaymentRow {
  if (payment.status !== 'settled')
    throw new ApiFailure(
      409,
      'invalid_request',
      `The payment is ${payment.status}; only a settled one can be charged back`,
    );
  return setStatusAndNotify(context, payment, 'chargeback');
}

function setStatusAndNotify(context: SandboxContext, payment: PaymentRow, status: PaymentStatus): PaymentRow {
  const changed = setPaymentStatus(context, payment, status);
  const order = requireOrder(context, payment.order_id);
  notifyShop(context, order, [
    { title: `payment ${status}`, payload: statusEvent(context, 'payment', order, changed) },
  ]);
  return changed;
}

export function notifyShop(context: SandboxContext, order: OrderRow, messages: readonly WebhookMessage[]): void {
  sendWebhooks(context, order.id, order.callback_url, messages);
}

export function setPaymentStatus(context: SandboxContext, payment: PaymentRow, status: PaymentStatus): PaymentRow {
  const changed = { ...payment, status, updated_at: seconds(context) };
  savePayment(context, changed);
  return changed;
}

function savePayment(context: SandboxContext, payment: PaymentRow): void {
  context.tables.payments.put(payment);
  context.events.emit({ type: 'payment', payment });
}

function assertOpen(payment: PaymentRow): PaymentRow {
  if (payment.status === 'initiated' || payment.status === 'processing') return payment;
  throw new ApiFailure(409, 'invalid_request', `The payment is already ${payment.status}`);
}

function paidBy(context: SandboxContext, link: LinkRow): number {
  const settled = context.tables.payments.by('link_id', link.id).filter(({ status }) => status === 'settled');
  return settled.reduce((sum, { amount }) => sum + amount, 0);
}

/**
 * What the link asks for, in minor units: what is left of its amount, but no more than is due for the order. Null when
 * the payer sets the amount. Once the order is paid, another link still asks for its own: only the shop can prevent that.
 */
export function askedAmount(context: SandboxContext, order: OrderRow, link: LinkRow): number | null {
  if (link.amount === null) return null;
  const left = Math.max(0, link.amount - paidBy(context, link));
  return Math.min(left, balanceDue(order) || left);
}

function amountToPay(context: SandboxContext, order: OrderRow, link: LinkRow, requested: number | undefined): number {
  const suggested = link.suggested_amount ?? order.payer_set?.suggested_amount ?? balanceDue(order);
  const amount = requested ?? askedAmount(context, order, link) ?? suggested;
  if (!Number.isSafeInteger(amount) || amount < 1) {
    throw new ApiFailure(
      400,
      'invalid_request',
      `The amount is ${amount}; expected a whole number of minor units above 0`,
    );
  }
  if (order.payer_set) {
    const { low, high } = bounds(order.payer_set);
    if (amount < low || amount > high)
      throw new ApiFailure(400, 'invalid_request', `The amount is ${amount}; expected ${low} to ${high}`);
  }
  return amount;
}
