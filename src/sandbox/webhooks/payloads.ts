import type { operations } from '../../../generated/checkout/paths.ts';
import type { BodyOf } from '../../wire/operation-types.ts';
import { type SandboxContext, seconds } from '../context.ts';
import { omitUndefined } from '../http/handler.ts';
import type { OrderRow, PaymentRow } from '../store/rows.ts';

/** The whole order, sent when its paid amount changes. */
export function orderSnapshot(context: SandboxContext, order: OrderRow): BodyOf<operations['receiveOrderSnapshot']> {
  const links = context.tables.links.by('order_id', order.id);
  const isTest = order.is_test ? { is_test: true } : {};
  return {
    event: { type: 'order', name: 'amount_paid_updated' },
    order: {
      paysera_order_id: order.id,
      merchant_order_id: order.reference,
      source: order.source,
      amount: order.amount ?? order.amount_paid,
      amount_paid: order.amount_paid,
      currency: order.currency,
      status: order.status,
      created_at: order.created_at,
      updated_at: order.updated_at,
      merchant_data: toPairs(order.merchant_data),
      ...isTest,
      ...(order.payer_set && { payer_sets_amount: true }),
      payment_links: links.map((link) =>
        omitUndefined({
          id: link.id,
          name: link.name,
          created_at: link.created_at,
          updated_at: link.updated_at,
          payer_name: link.payer_information?.name,
          payer_email: link.payer_information?.email,
          payments: context.tables.payments.by('link_id', link.id).map((payment) => ({
            id: payment.id,
            method: payment.method,
            status: payment.status,
            purpose: payment.purpose,
            created_at: payment.created_at,
            updated_at: payment.updated_at,
            payment_country: payment.country,
            payment_currency: payment.currency,
            payment_amount: payment.amount,
            ...isTest,
          })),
        }),
      ),
    },
  };
}

type StatusEvent = BodyOf<operations['receivePaymentStatus']> | BodyOf<operations['receiveRefundStatus']>;

/** A status change of a payment or refund. A refund, too, is in the field `payment`. */
export function statusEvent(
  context: SandboxContext,
  type: 'payment' | 'refund',
  order: OrderRow,
  payment: Pick<PaymentRow, 'id' | 'amount' | 'currency'> & { readonly status: string },
): StatusEvent {
  const { id, status, amount, currency } = payment;
  return {
    version: 1,
    event: { type, name: 'status_updated' },
    order: { paysera_order_id: order.id, merchant_order_id: order.reference },
    payment: { id, status, amount, currency, ...(order.is_test && { is_test: true }) },
    timestamp: seconds(context),
  } as StatusEvent;
}

/** `[{ key, value }]`, however the order was created. */
function toPairs(data: unknown): { key: string; value: unknown }[] {
  if (Array.isArray(data)) return data;
  return Object.entries(data ?? {}).map(([key, value]) => ({ key, value }));
}
