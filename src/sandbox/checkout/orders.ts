import type { operations } from '../../../generated/checkout/paths.ts';
import type { BodyOf } from '../../wire/operation-types.ts';
import { type SandboxContext, seconds } from '../context.ts';
import { ApiFailure } from '../http/failure.ts';
import { createdResult, type Handler, handler, okResult, omitUndefined } from '../http/handler.ts';
import type { OrderRow } from '../store/rows.ts';
import { cancelActiveLinks } from './link-states.ts';
import { cursorPage } from './page.ts';
import { payerSetLimits } from './payer-set.ts';

export const createOrder: Handler = handler<BodyOf<operations['createOrder']>>(({ body }, context) => {
  const { purchase, redirect_urls: urls = {} } = body;
  if (body.project_id !== undefined && body.project_id !== context.credentials.projectId) {
    throw new ApiFailure(404, 'not_found', 'Project not found or access denied', {
      fields: {
        project_id: [`Was ${JSON.stringify(body.project_id)}, which is not the project of this access token`],
      },
    });
  }
  if (context.project.payment_collection_status === 'disabled') {
    throw new ApiFailure(
      400,
      'payment_collection_not_activated',
      'The project cannot take payments yet; activate payment collection first',
    );
  }
  if (purchase.reference.trim() === '') throw invalidFields({ 'purchase.reference': ['validation_field_not_blank'] });
  const payerSet = payerSetLimits(purchase, context.project.payer_set_amounts, (body.splits ?? []).length > 0);
  const amount = payerSet ? null : amountOf(purchase.amount, 'purchase.amount');
  const time = seconds(context);
  const order: OrderRow = omitUndefined({
    id: context.ids.uuid(),
    project_id: context.credentials.projectId,
    reference: purchase.reference,
    amount,
    amount_paid: 0,
    currency: purchase.currency,
    status: 'pending_payment' as const,
    success_url: urls.success_url ?? undefined,
    failure_url: urls.failure_url ?? undefined,
    cancel_url: urls.cancel_url ?? undefined,
    callback_url: urls.callback_url ?? undefined,
    source: body.source ?? 'Integration',
    metadata: body.metadata,
    merchant_data: body.merchant_data,
    payer_set: payerSet,
    is_test: context.project.payment_collection_status === 'test_mode',
    created_at: time,
    updated_at: time,
  });
  saveOrder(context, order);
  return createdResult(
    omitUndefined({
      order_id: order.id,
      project_id: order.project_id,
      source: order.source,
      created_at: order.created_at,
      is_test: order.is_test,
      purchase: {
        reference: order.reference,
        amount: order.amount,
        currency: order.currency,
        ...(order.payer_set && { payer_sets_amount: true, ...order.payer_set }),
      },
      metadata: order.metadata,
      merchant_data: order.merchant_data,
    }),
  );
});

export const getOrder: Handler = handler(({ params }, context) =>
  okResult(showOrder(requireOrder(context, params['id']))),
);

export const listOrders: Handler = handler(({ query }, context) => {
  // With brackets: `status=paid` is a different name, and Paysera's framework ignores unknown names.
  const statuses = query['status[]'] as string[] | undefined;
  const currencies = query['currency[]'] as string[] | undefined;
  const search = String(query['q'] ?? '').toLowerCase();
  // An amount that the payer has not set yet is in no range.
  const within = (value: number | null, name: string) =>
    (query[name] === undefined || value === query[name]) &&
    (query[`${name}_gte`] === undefined || (value !== null && value >= Number(query[`${name}_gte`]))) &&
    (query[`${name}_lte`] === undefined || (value !== null && value <= Number(query[`${name}_lte`])));
  const orders = context.tables.orders
    .all()
    .filter(
      (order) =>
        (!statuses || statuses.includes(order.status)) &&
        (!currencies || currencies.includes(order.currency)) &&
        within(order.amount, 'amount') &&
        within(order.amount_paid, 'amount_paid') &&
        within(order.created_at, 'created_at') &&
        order.reference.toLowerCase().includes(search),
    );
  return okResult(cursorPage(orders, query, showOrder));
});

export const updateOrder: Handler = handler<BodyOf<operations['updateOrder']>>(({ params, body }, context) => {
  const order = requireOrder(context, params['id']);
  if (order.status !== 'pending_payment') {
    throw new ApiFailure(422, 'invalid_request', `The order is ${order.status} and can no longer be changed`);
  }
  if (body.reference?.trim() === '') throw invalidFields({ reference: ['validation_field_not_blank'] });
  if (body.amount !== undefined && order.payer_set) {
    throw new ApiFailure(400, 'payer_set_amount_with_amount', 'amount must be omitted: the payer sets it', {
      fields: { amount: ['payer_set_amount_with_amount'] },
    });
  }
  const amount = body.amount === undefined ? order.amount : amountOf(body.amount, 'amount');
  const currency = body.currency ?? order.currency;
  const hasNewPrice = amount !== order.amount || currency !== order.currency;
  if (hasNewPrice) cancelActiveLinks(context, order.id);
  saveOrder(context, {
    ...order,
    reference: body.reference ?? order.reference,
    amount,
    currency,
    updated_at: seconds(context),
  });
  return okResult({ order_id: order.id });
});

/** @throws {ApiFailure} 404 when there is none. */
export function requireOrder(context: SandboxContext, id: string | undefined): OrderRow {
  const order = context.tables.orders.get(id ?? '');
  if (!order) throw new ApiFailure(404, 'not_found', `There is no order ${JSON.stringify(id)} in this project`);
  return order;
}

export function saveOrder(context: SandboxContext, order: OrderRow): void {
  context.tables.orders.put(order);
  context.events.emit({ type: 'order', order });
}

/**
 * Ends an unpaid order, as Paysera does for reasons of its own. No webhook is sent: orders have none for it.
 *
 * @throws {ApiFailure} 422 when it is no longer unpaid.
 */
export function endOrder(context: SandboxContext, id: string, status: 'canceled' | 'closed'): void {
  const order = requireOrder(context, id);
  if (order.status !== 'pending_payment')
    throw new ApiFailure(422, 'invalid_request', `The order is ${order.status} and can no longer be ${status}`);
  cancelActiveLinks(context, order.id);
  saveOrder(context, { ...order, status, updated_at: seconds(context) });
}

/** The amount still to be paid. */
export function balanceDue({ amount, amount_paid }: OrderRow): number {
  return Math.max(0, (amount ?? 0) - amount_paid);
}

function showOrder(order: OrderRow) {
  return omitUndefined({
    id: order.id,
    project_id: order.project_id,
    amount: order.amount,
    currency: order.currency,
    status: order.status,
    reference: order.reference,
    amount_paid: order.amount_paid,
    balance_due: balanceDue(order),
    callback_url: order.callback_url,
    success_url: order.success_url,
    // Responses call `failure_url` `fail_url`.
    fail_url: order.failure_url,
    source: order.source,
    created_at: order.created_at,
    updated_at: order.updated_at,
    is_test: order.is_test,
  });
}

function amountOf(amount: unknown, field: string): number {
  if (amount === undefined)
    throw invalidFields({ [field]: ['This field is required, unless payer_sets_amount is true'] });
  const number = Number(amount);
  if (number <= 0) throw invalidFields({ [field]: ['Amount should be greater than 0'] });
  if (!Number.isSafeInteger(number))
    throw invalidFields({ [field]: [`Was ${JSON.stringify(amount)}, which is too large`] });
  return number;
}

export function invalidFields(fields: Readonly<Record<string, readonly string[]>>): ApiFailure {
  return new ApiFailure(400, 'invalid_request', 'Validation failed', { fields });
}
