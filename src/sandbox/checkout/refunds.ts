import type { components } from '../../../generated/checkout/paths.ts';
import { type SandboxContext, seconds } from '../context.ts';
import { Failure } from '../failure.ts';
import { created, type Handler, handler, ok, omitUndefined } from '../handler.ts';
import type { PaymentRow, RefundRow } from '../rows.ts';
import { statusEvent } from '../webhooks/payloads.ts';
import { methodOf } from './methods.ts';
import { findOrder, invalid } from './orders.ts';
import { change, notify } from './pay.ts';
import { findPayment } from './payments.ts';

type Schemas = components['schemas'];

export const getRefundEligibility: Handler = handler(({ params }, context) =>
  ok(eligibility(context, findPayment(context, params['paymentId']))),
);

export const createRefund: Handler = handler<Schemas['CreateRefundRequest']>(({ params, body, headers }, context) => {
  const payment = findPayment(context, params['paymentId']);
  const key = headers.get('Idempotency-Key') ?? undefined;
  const asked = JSON.stringify([payment.id, body]);
  const [earlier] = key === undefined ? [] : context.tables.refunds.by('idempotency_key', key);
  if (earlier) {
    if (earlier.asked === asked) return created(showRefund(earlier));
    throw new Failure(
      409,
      'invalid_request',
      `Idempotency-Key ${JSON.stringify(key)} was used before with another request`,
    );
  }
  const { eligible, reason, remaining_refundable, requires_manual_payer_data } = eligibility(context, payment);
  if (!eligible) throw new Failure(422, 'invalid_request', `This payment cannot be refunded: ${reason}`);
  const amount = amountOf(body, payment, remaining_refundable);
  if (requires_manual_payer_data) {
    for (const field of ['payer_iban', 'payer_name'] as const) {
      if (!body[field])
        throw invalid({ [field]: ['This field is required: refund-eligibility says requires_manual_payer_data'] });
    }
  }
  return created(
    showRefund(requestRefund(context, payment, { amount, reference: body.reference, idempotency_key: key, asked })),
  );
});

/** Takes the refund on; it is completed later. */
export function requestRefund(
  context: SandboxContext,
  payment: PaymentRow,
  asked: Pick<RefundRow, 'amount' | 'asked'> & {
    readonly reference?: string | undefined;
    readonly idempotency_key?: string | undefined;
  },
): RefundRow {
  const refund: RefundRow = omitUndefined({
    id: context.ids.uuid(),
    payment_id: payment.id,
    status: 'initiated' as const,
    ...asked,
    created_at: seconds(context),
    due_at: context.clock.now() + context.settings.refundSeconds * 1000,
  });
  saveRefund(context, refund);
  scheduleRefund(context, refund);
  return refund;
}

/** Completes the refund when its time has come. */
export function scheduleRefund(context: SandboxContext, { id, due_at }: RefundRow): void {
  context.schedule.at(due_at, id, () => {
    const refund = context.tables.refunds.get(id);
    if (refund?.status === 'initiated') endRefund(context, refund, 'completed');
  });
}

/** The refund is through, or has failed; the shop is told by a thin event. */
function endRefund(context: SandboxContext, refund: RefundRow, status: 'completed' | 'failed'): void {
  const ended = { ...refund, status };
  saveRefund(context, ended);
  let payment = findPayment(context, refund.payment_id);
  if (refunded(context, payment, 'completed') >= payment.amount) payment = change(context, payment, 'refunded');
  const order = findOrder(context, payment.order_id);
  const shown = { id: payment.id, status, amount: refund.amount, currency: payment.currency };
  notify(context, order, [{ title: `refund ${status}`, payload: statusEvent(context, 'refund', order, shown) }]);
}

function saveRefund(context: SandboxContext, refund: RefundRow): void {
  context.tables.refunds.put(refund);
  context.events.emit({ type: 'refund', refund });
}

function refunded(context: SandboxContext, payment: PaymentRow, status: RefundRow['status']): number {
  return context.tables.refunds
    .by('payment_id', payment.id)
    .reduce((sum, refund) => sum + (refund.status === status ? refund.amount : 0), 0);
}

export function eligibility(context: SandboxContext, payment: PaymentRow): Schemas['RefundEligibility'] {
  const done = refunded(context, payment, 'completed');
  const pending = refunded(context, payment, 'initiated');
  const settled = payment.status === 'settled';
  const rest = settled ? payment.amount - done - pending : 0;
  return {
    eligible: rest > 0,
    // The second code is ours: of Paysera's only the first is known.
    reason:
      rest > 0 ? null : settled || payment.status === 'refunded' ? 'NOTHING_LEFT_TO_REFUND' : 'PAYMENT_NOT_SETTLED',
    refunded_amount: done,
    // An amount, not a count.
    pending_refunds: pending,
    remaining_refundable: rest,
    currency: payment.currency,
    min_refund_amount: Math.min(1, rest),
    max_refund_amount: rest,
    estimated_fee_amount: 0,
    estimated_fee_currency: payment.currency,
    fee_type: 'flat',
    requires_manual_payer_data: methodOf(payment.method).needsPayerData ?? false,
  };
}

function amountOf(body: Schemas['CreateRefundRequest'], payment: PaymentRow, rest: number): number {
  if (body.amount === undefined) throw invalid({ amount: ['This field is required'] });
  const amount = Number(body.amount);
  if (amount < 1 || amount > rest)
    throw invalid({ amount: [`Was ${amount}; expected 1 to ${rest}, the refundable rest`] });
  if (body.currency !== undefined && body.currency !== payment.currency) {
    throw invalid({ currency: [`Was ${body.currency}; expected ${payment.currency}, the payment's`] });
  }
  return amount;
}

function showRefund(refund: RefundRow): Schemas['Refund'] {
  return { refund_id: refund.id, status: 'initiated' };
}
