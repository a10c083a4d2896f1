import type { operations } from '../../../generated/checkout/paths.ts';
import type { BodyOf } from '../../wire/operation-types.ts';
import { type SandboxContext, seconds } from '../context.ts';
import { ApiFailure } from '../http/failure.ts';
import { createdResult, type Handler, handler, okResult, omitUndefined } from '../http/handler.ts';
import type { PaymentRow, RefundRow } from '../store/rows.ts';
import { statusEvent } from '../webhooks/payloads.ts';
import { methodOf } from './methods.ts';
import { invalidFields, requireOrder } from './orders.ts';
import { notifyShop, setPaymentStatus } from './pay.ts';
import { requirePayment } from './payments.ts';

export const getRefundEligibility: Handler = handler(({ params }, context) =>
  okResult(eligibility(context, requirePayment(context, params['paymentId']))),
);

export const createRefund: Handler = handler<BodyOf<operations['createRefund']>>(
  ({ params, body, headers }, context) => {
    const payment = requirePayment(context, params['paymentId']);
    const key = headers.get('Idempotency-Key') ?? undefined;
    const fingerprint = JSON.stringify([payment.id, body]);
    const [existing] = key === undefined ? [] : context.tables.refunds.by('idempotency_key', key);
    if (existing) {
      if (existing.fingerprint === fingerprint) return createdResult(showRefund(existing));
      throw new ApiFailure(
        409,
        'invalid_request',
        `Idempotency-Key ${JSON.stringify(key)} was already used with a different request`,
      );
    }
    const { eligible, reason, remaining_refundable, requires_manual_payer_data } = eligibility(context, payment);
    if (!eligible) throw new ApiFailure(422, 'invalid_request', `This payment cannot be refunded: ${reason}`);
    const amount = amountOf(body, payment, remaining_refundable);
    if (requires_manual_payer_data) {
      for (const field of ['payer_iban', 'payer_name'] as const) {
        if (!body[field])
          throw invalidFields({
            [field]: ['This field is required: refund-eligibility says requires_manual_payer_data'],
          });
      }
    }
    return createdResult(
      showRefund(
        requestRefund(context, payment, {
          amount,
          reference: body.reference ?? undefined,
          idempotency_key: key,
          fingerprint: fingerprint,
        }),
      ),
    );
  },
);

/** Creates a refund, which is completed later. */
export function requestRefund(
  context: SandboxContext,
  payment: PaymentRow,
  fields: Pick<RefundRow, 'amount' | 'fingerprint'> & {
    readonly reference?: string | undefined;
    readonly idempotency_key?: string | undefined;
  },
): RefundRow {
  const refund: RefundRow = omitUndefined({
    id: context.ids.uuid(),
    payment_id: payment.id,
    status: 'initiated' as const,
    ...fields,
    created_at: seconds(context),
    due_at: context.clock.now() + context.settings.refundSeconds * 1000,
  });
  saveRefund(context, refund);
  scheduleRefund(context, refund);
  return refund;
}

/** Completes the refund when it is due. */
export function scheduleRefund(context: SandboxContext, { id, payment_id, due_at }: RefundRow): void {
  const initiated = () => {
    const refund = context.tables.refunds.get(id);
    return refund?.status === 'initiated' ? refund : undefined;
  };
  const complete = () => {
    const refund = initiated();
    if (refund) endRefund(context, refund, 'completed');
  };
  context.schedule.at(due_at, id, complete, () => {
    const payment = initiated() && context.tables.payments.get(payment_id);
    return payment && { what: 'a refund is completed', about: payment.order_id };
  });
}

/** Completes or fails the refund, and sends the shop its webhook. */
function endRefund(context: SandboxContext, refund: RefundRow, status: 'completed' | 'failed'): void {
  const ended = { ...refund, status };
  saveRefund(context, ended);
  let payment = requirePayment(context, refund.payment_id);
  if (refunded(context, payment, 'completed') >= payment.amount)
    payment = setPaymentStatus(context, payment, 'refunded');
  const order = requireOrder(context, payment.order_id);
  const shown = { id: payment.id, status, amount: refund.amount, currency: payment.currency };
  notifyShop(context, order, [{ title: `refund ${status}`, payload: statusEvent(context, 'refund', order, shown) }]);
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

/** How much of a payment can be refunded. Amounts are in minor units. */
interface Eligibility {
  readonly eligible: boolean;
  readonly reason: string | null;
  readonly refunded_amount: number;
  readonly pending_refunds: number;
  readonly remaining_refundable: number;
  readonly currency: string;
  readonly min_refund_amount: number;
  readonly max_refund_amount: number;
  readonly estimated_fee_amount: number;
  readonly estimated_fee_currency: string;
  readonly fee_type: string;
  readonly requires_manual_payer_data: boolean;
}

export function eligibility(context: SandboxContext, payment: PaymentRow): Eligibility {
  const completed = refunded(context, payment, 'completed');
  const pending = refunded(context, payment, 'initiated');
  const settled = payment.status === 'settled';
  const remaining = settled ? payment.amount - completed - pending : 0;
  return {
    eligible: remaining > 0,
    // Only PAYMENT_NOT_SETTLED is known from Paysera; the other code is made up.
    reason:
      remaining > 0
        ? null
        : settled || payment.status === 'refunded'
          ? 'NOTHING_LEFT_TO_REFUND'
          : 'PAYMENT_NOT_SETTLED',
    refunded_amount: completed,
    // An amount, not a count.
    pending_refunds: pending,
    remaining_refundable: remaining,
    currency: payment.currency,
    min_refund_amount: Math.min(1, remaining),
    max_refund_amount: remaining,
    estimated_fee_amount: 0,
    estimated_fee_currency: payment.currency,
    fee_type: 'flat',
    requires_manual_payer_data: methodOf(payment.method).needsPayerData ?? false,
  };
}

function amountOf(body: BodyOf<operations['createRefund']>, payment: PaymentRow, remaining: number): number {
  if (body.amount === undefined) throw invalidFields({ amount: ['This field is required'] });
  const amount = Number(body.amount);
  if (amount < 1 || amount > remaining)
    throw invalidFields({ amount: [`Was ${amount}; expected 1 to ${remaining}, the refundable amount`] });
  if (body.currency !== undefined && body.currency !== payment.currency) {
    throw invalidFields({ currency: [`Was ${body.currency}; expected ${payment.currency}, the payment's`] });
  }
  return amount;
}

function showRefund(refund: RefundRow) {
  return { refund_id: refund.id, status: 'initiated' };
}
