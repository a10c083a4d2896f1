import { changeLink } from '../checkout/link-states.ts';
import { chargeBack, endPayment, settlePayment } from '../checkout/pay.ts';
import { findLink } from '../checkout/payment-links.ts';
import { findPayment } from '../checkout/payments.ts';
import { eligibility, requestRefund } from '../checkout/refunds.ts';
import type { World } from '../context.ts';
import { Failure } from '../failure.ts';
import type { FaultPlan, FaultTarget } from '../faults.ts';
import type { ProjectSettings } from '../options.ts';
import { resend } from '../webhooks/schedule.ts';

const MODES: readonly string[] = ['enabled', 'test_mode', 'disabled'];

type Fields = Readonly<Record<string, string>>;

/** What the buttons of the dashboard do. */
export const actions: Readonly<Record<string, (world: World, fields: Fields) => void | Promise<void>>> = {
  clock: (world, { by = '' }) => world.clock.advance(by),

  project(world, { mode = '' }) {
    if (!MODES.includes(mode))
      throw new Failure(400, 'invalid_request', `mode is ${JSON.stringify(mode)}; expected ${MODES.join(', ')}`);
    world.project = {
      ...world.project,
      payment_collection_status: mode as ProjectSettings['payment_collection_status'],
    };
    world.events.emit({ type: 'project' });
  },

  link(world, { id, to }) {
    const link = findLink(world, id);
    if (to === 'expired') changeLink(world, { ...link, expired_at: Math.floor(world.clock.now() / 1000) }, 'expired');
    else changeLink(world, link, 'canceled');
  },

  payment(world, { id, to }) {
    const payment = findPayment(world, id);
    if (to === 'settled') settlePayment(world, payment);
    else if (to === 'chargeback') chargeBack(world, payment);
    else if (to === 'failed' || to === 'canceled') endPayment(world, payment, to);
    else throw new Failure(400, 'invalid_request', `A payment cannot be made ${JSON.stringify(to)}`);
  },

  refund(world, { id, amount }) {
    const payment = findPayment(world, id);
    const { remaining_refundable: rest } = eligibility(world, payment);
    if (!(Number(amount) <= rest)) throw new Failure(409, 'invalid_request', `Only ${rest} can still be refunded`);
    requestRefund(world, payment, { amount: Number(amount), asked: '' });
  },

  resend: (world, { id = '' }) => resend(world, id),

  token(world, { id = '' }) {
    const token = world.tables.tokens.get(id);
    if (token) world.tables.tokens.put({ ...token, revoked: true });
    const request = token && world.tables.requests.get(token.request_id);
    if (request) world.events.emit({ type: 'payment-request', request });
  },

  fault(world, { on = '', ...fields }) {
    const plan: Record<string, unknown> = { do: fields['do'], after: fields['after'] };
    for (const name of ['times', 'status', 'delay', 'seconds']) if (fields[name]) plan[name] = Number(fields[name]);
    // `on` checks both, and says what is wrong with them.
    world.faults.on(on as FaultTarget, plan as unknown as FaultPlan);
  },

  'fault-end': (world, { id }) => world.faults.remove(Number(id)),
  'faults-clear': (world) => world.faults.clear(),
};
