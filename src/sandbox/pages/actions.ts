import { changeLink } from '../checkout/link-states.ts';
import { endOrder } from '../checkout/orders.ts';
import { chargeBack, endPayment, settlePayment } from '../checkout/pay.ts';
import { requireLink } from '../checkout/payment-links.ts';
import { requirePayment } from '../checkout/payments.ts';
import { eligibility, requestRefund } from '../checkout/refunds.ts';
import type { SandboxContext } from '../context.ts';
import type { FaultPlan, FaultTarget } from '../faults.ts';
import { ApiFailure } from '../http/failure.ts';
import type { ProjectSettings } from '../options.ts';
import { resend } from '../webhooks/schedule.ts';

const MODES: readonly string[] = ['enabled', 'test_mode', 'disabled'];

type Fields = Readonly<Record<string, string>>;

/** What the dashboard's buttons do. */
export const actions: Readonly<Record<string, (context: SandboxContext, fields: Fields) => void | Promise<void>>> = {
  clock: (context, { by = '' }) => context.clock.advance(by),

  project(context, { mode = '' }) {
    if (!MODES.includes(mode))
      throw new ApiFailure(400, 'invalid_request', `mode is ${JSON.stringify(mode)}; expected ${MODES.join(', ')}`);
    context.project = {
      ...context.project,
      payment_collection_status: mode as ProjectSettings['payment_collection_status'],
    };
    context.events.emit({ type: 'project' });
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

  refund(context, { id, amount }) {
    const payment = requirePayment(context, id);
    const { remaining_refundable: rest } = eligibility(context, payment);
    if (!(Number(amount) <= rest))
      throw new ApiFailure(409, 'invalid_request', `Only ${rest} minor units can still be refunded`);
    requestRefund(context, payment, { amount: Number(amount), fingerprint: '' });
  },

  resend: (context, { id = '' }) => resend(context, id),

  token(context, { id = '' }) {
    const token = context.tables.tokens.get(id);
    if (token) context.tables.tokens.put({ ...token, revoked: true });
    const request = token && context.tables.requests.get(token.request_id);
    if (request) context.events.emit({ type: 'payment-request', request });
  },

  fault(context, { on = '', ...fields }) {
    const plan: Record<string, unknown> = { do: fields['do'], after: fields['after'] };
    for (const name of ['times', 'status', 'delay', 'seconds']) if (fields[name]) plan[name] = Number(fields[name]);
    // `on` validates both.
    context.faults.on(on as FaultTarget, plan as unknown as FaultPlan);
  },

  'fault-end': (context, { id }) => context.faults.remove(Number(id)),
  'faults-clear': (context) => context.faults.clear(),
};
