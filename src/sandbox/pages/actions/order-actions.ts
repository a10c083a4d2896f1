import { changeLink } from '../../checkout/link-states.ts';
import { endOrder } from '../../checkout/orders.ts';
import { chargeBack, endPayment, settlePayment } from '../../checkout/pay.ts';
import { requireLink } from '../../checkout/payment-links.ts';
import { requirePayment } from '../../checkout/payments.ts';
import { eligibility, requestRefund } from '../../checkout/refunds.ts';
import { testOrder } from '../../checkout/test-order.ts';
import { ApiFailure } from '../../http/failure.ts';
import { typedAmount } from '../amount.ts';
import { money } from '../show.ts';
import type { Action } from './action.ts';

export const orderActions: Readonly<Record<string, Action>> = {
  'order-new'(context, { reference = '', amount = '', currency = '', callback_url = '' }) {
    const minor = typedAmount(amount, currency);
    return `/_sandbox/orders/${testOrder(context, { reference, amount: minor, currency, callback_url: callback_url.trim() })}`;
  },

  order(context, { id = '', to = '' }) {
    if (to === 'canceled' || to === 'closed') endOrder(context, id, to);
    else throw new ApiFailure(400, 'invalid_request', `An order cannot be changed to ${JSON.stringify(to)}`);
  },

  link(context, { id, to }) {
    const link = requireLink(context, id);
    if (to === 'expired')
      changeLink(context, { ...link, expired_at: Math.floor(context.clock.now() / 1000) }, 'expired');
    else changeLink(context, link, 'canceled');
  },

  payment(context, { id, to }) {
    const payment = requirePayment(context, id);
    if (to === 'settled') settlePayment(context, payment);
    else if (to === 'chargeback') chargeBack(context, payment);
    else if (to === 'failed' || to === 'canceled') endPayment(context, payment, to);
    else throw new ApiFailure(400, 'invalid_request', `A payment cannot be changed to ${JSON.stringify(to)}`);
  },

  refund(context, { id, amount = '' }) {
    const payment = requirePayment(context, id);
    const { remaining_refundable: rest } = eligibility(context, payment);
    const minor = typedAmount(amount, payment.currency);
    if (!(minor >= 1 && minor <= rest)) {
      const most = money(rest, payment.currency);
      throw new ApiFailure(409, 'invalid_request', `Cannot refund ${amount}; at most ${most} can still be refunded`);
    }
    requestRefund(context, payment, { amount: minor, fingerprint: '' });
  },
};
