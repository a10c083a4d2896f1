import { type SandboxContext, seconds } from '../context.ts';
import { Failure } from '../failure.ts';
import type { LinkRow, OrderRow, PaymentRow, PaymentStatus } from '../rows.ts';
import { orderSnapshot, statusEvent } from '../webhooks/payloads.ts';
import { type Message, sendWebhooks } from '../webhooks/schedule.ts';
import { changeLink, current, saveLink } from './link-states.ts';
import { isAvailable, methodsFor } from './methods.ts';
import { balanceDue, findOrder, saveOrder } from './orders.ts';
import { bounds } from './payer-set.ts';

/** What a payer decides on the payment page. */
export interface PayChoice {
  /** A key of `GET methods`. Default: what the link preselects, else the first one there is. */
  readonly method?: string | undefined;
  /** Minor units. Default: the amount of the link. Less of it is a part payment. */
  readonly amount?: number | undefined;
  /** The payer's, ISO 3166-1 alpha-2. Default: what the link says. */
  readonly country?: string | undefined;
}

/** Starts a payment of the link. It is `initiated` until one of the steps below is taken. */
export function beginPayment(context: SandboxContext, link: LinkRow, choice: PayChoice = {}): PaymentRow {
  const order = findOrder(context, link.order_id);
  const { status } = current(context, link);
  if (status !== 'active')
    throw new Failure(409, 'invalid_request', `The link is ${status}; nothing can be paid with it`);
  const country = choice.country ?? link.payment_details?.country_code;
  const method =
    choice.method ?? link.payment_details?.key ?? methodsFor(order.currency, country)[0]?.key ?? 'card-payment';
  if (!isAvailable(method, order.currency, country)) {
    throw new Failure(
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
    amount: amountToPay(order, link, choice.amount),
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

/** The bank has the order and says nothing yet. No webhook goes out: none is documented for this. */
export function leavePending(context: SandboxContext, payment: PaymentRow): PaymentRow {
  return change(context, open(payment), 'processing');
}

/** The money has come: the payment is settled, the order paid as far as it goes, and the shop is told twice. */
export function settlePayment(context: SandboxContext, payment: PaymentRow): PaymentRow {
  const settled = change(context, open(payment), 'settled');
  const before = findOrder(context, payment.order_id);
  // The amount of an order whose payer sets it is what the payer has entered.
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
  // An expired link may still be completed by a payment that was under way; a canceled one stays canceled.
  if (link && link.status !== 'canceled' && paidBy(context, link) >= (link.amount ?? payment.amount)) {
    changeLink(context, link, 'completed');
  } else if (link) {
    saveLink(context, { ...link, updated_at: seconds(context) });
  }
  notify(context, order, [
    { title: 'payment settled', payload: statusEvent(context, 'payment', order, settled) },
    { title: 'order amount_paid_updated', payload: orderSnapshot(context, order) },
  ]);
  return settled;
}

/** The payment comes to nothing. The link stays as it is, for another try. */
export function endPayment(
  context: SandboxContext,
  payment: PaymentRow,
  status: 'failed' | 'canceled' | 'expired',
): PaymentRow {
  return changeAndNotify(context, open(payment), status);
}

/** The payer's bank takes the money back. */
export function chargeBack(context: SandboxContext, payment: PaymentRow): PaymentRow {
  if (payment.status !== 'settled')
    throw new Failure(
      409,
      'invalid_request',
      `The payment is ${payment.status}; only a settled one can be charged back`,
    );
  return changeAndNotify(context, payment, 'chargeback');
}

function changeAndNotify(context: SandboxContext, payment: PaymentRow, status: PaymentStatus): PaymentRow {
  const changed = change(context, payment, status);
  const order = findOrder(context, payment.order_id);
  notify(context, order, [{ title: `payment ${status}`, payload: statusEvent(context, 'payment', order, changed) }]);
  return changed;
}

export function notify(context: SandboxContext, order: OrderRow, messages: readonly Message[]): void {
  sendWebhooks(context, order.id, order.callback_url, messages);
}

export function change(context: SandboxContext, payment: PaymentRow, status: PaymentStatus): PaymentRow {
  const changed = { ...payment, status, updated_at: seconds(context) };
  savePayment(context, changed);
  return changed;
}

function savePayment(context: SandboxContext, payment: PaymentRow): void {
  context.tables.payments.put(payment);
  context.events.emit({ type: 'payment', payment });
}

function open(payment: PaymentRow): PaymentRow {
  if (payment.status === 'initiated' || payment.status === 'processing') return payment;
  throw new Failure(409, 'invalid_request', `The payment is already ${payment.status}`);
}

function paidBy(context: SandboxContext, link: LinkRow): number {
  const settled = context.tables.payments.by('link_id', link.id).filter(({ status }) => status === 'settled');
  return settled.reduce((sum, { amount }) => sum + amount, 0);
}

function amountToPay(order: OrderRow, link: LinkRow, asked: number | undefined): number {
  const amount =
    asked ?? link.amount ?? link.suggested_amount ?? order.payer_set?.suggested_amount ?? balanceDue(order);
  if (!Number.isSafeInteger(amount) || amount < 1) {
    throw new Failure(
      400,
      'invalid_request',
      `The amount is ${amount}; expected a whole number of minor units above 0`,
    );
  }
  if (order.payer_set) {
    const { low, high } = bounds(order.payer_set);
    if (amount < low || amount > high)
      throw new Failure(400, 'invalid_request', `The amount is ${amount}; expected ${low} to ${high}`);
  }
  return amount;
}
