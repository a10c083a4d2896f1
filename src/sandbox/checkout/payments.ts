import type { SandboxContext } from '../context.ts';
import { sha256, toHex } from '../digest.ts';
import { ApiFailure } from '../http/failure.ts';
import { type Handler, handler, okResult } from '../http/handler.ts';
import type { PaymentRow } from '../store/rows.ts';
import { methodOf } from './methods.ts';
import { cursorPage } from './page.ts';

export const getPayment: Handler = handler(async ({ params }, context) =>
  okResult(await showPayment(context, requirePayment(context, params['id']))),
);

export const listPayments: Handler = handler(async ({ query }, context) => {
  const page = cursorPage(context.tables.payments.all(), query, (payment) => showPayment(context, payment));
  return okResult({ ...page, items: await Promise.all(page.items) });
});

/** @throws {ApiFailure} 404 when there is none. */
export function requirePayment(context: SandboxContext, id: string | undefined): PaymentRow {
  const payment = context.tables.payments.get(id ?? '');
  if (!payment)
    throw new ApiFailure(
      404,
      'not_found',
      `There is no payment ${JSON.stringify(id)} in this project; pass a payment's id, not an order's`,
    );
  return payment;
}

async function showPayment(context: SandboxContext, payment: PaymentRow) {
  const method = methodOf(payment.method);
  return {
    id: payment.id,
    order_id: payment.order_id,
    order_reference: context.tables.orders.get(payment.order_id)?.reference ?? '',
    project_id: context.credentials.projectId,
    amount: payment.amount,
    currency: payment.currency,
    status: payment.status,
    payment_method_id: await idOf(method.key),
    payment_method_key: method.key,
    payment_method_name: method.title,
    payment_method_type: method.type,
    purpose: payment.purpose,
    original_amount: null,
    original_currency: null,
    exchange_rate: null,
    external_payment_id: payment.external_payment_id,
    created_at: payment.created_at,
    updated_at: payment.updated_at,
  };
}

/** A stable UUID for a method. */
async function idOf(key: string): Promise<string> {
  const hex = toHex(await sha256(key));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
