import {
  type ChargeResume,
  isChargeIncompleteError,
  isPayseraError,
  type PaymentRequest,
  type Refund,
} from '../../../src/index.ts';
import type { StoredRequest } from '../../support/model/requests.ts';
import { CHARGE, REFUND } from '../../support/model/wanted.ts';
import { ask, look } from './merchant.ts';
import { until } from './payments.ts';
import type { Process } from './process.ts';
import type { World } from './world.ts';

const BETWEEN_ROUNDS = 180_000;
const ROUNDS = 5;
const WANTS = { amount: CHARGE.price.amount, order_id: CHARGE.order_id, key: CHARGE.unique_identifier };
const idOf = ({ id }: PaymentRequest) => id;

type Resume = Pick<ChargeResume, 'uniqueIdentifier' | 'paymentRequestId'> & Partial<Pick<ChargeResume, 'settledAt'>>;

/** `charge`, as a merchant's job makes it: it goes on until it learns that the money was taken. Faults strike its first rounds. */
export async function charge(world: World, process: Process, from?: Resume, struck = 2): Promise<void> {
  world.rival ??= (other) => charge(world, other);
  world.asked.captures = 1;
  const { goesOn } = world.condition;
  let resume: Resume | undefined = from;
  for (let round = 1; round <= ROUNDS; round++) {
    const input = resume ? { ...CHARGE, resume } : CHARGE;
    const ended = await ask(world, process, WANTS, (options) => process.recurring.charge(input, options));
    const { call } = ended;
    // Whoever goes on with a charge knows that more may have been done than this call did.
    if (resume && !world.ledger.accepted.has(call.id)) world.ledger.knowing.add(call.id);
    if ('value' in ended) {
      world.ledger.tell({
        teller: process.name,
        call: call.id,
        what: 'charge',
        is: 'happened',
        id: ended.value.id,
        looked: false,
        by: 'a result',
      });
      return;
    }
    const { error } = ended;
    if (isChargeIncompleteError(error)) {
      const is = error.outcome === 'not-charged' ? 'did-not-happen' : 'unknown';
      world.ledger.tell({
        teller: process.name,
        call: call.id,
        what: 'charge',
        is,
        looked: false,
        by: `outcome of ${error.message}`,
      });
      if ((await look(world, process, 'charge', { call, error }, idOf)).is === 'happened') return;
      if (goesOn === 'not at all') {
        const giving = { call, error: { resolve: () => error.cancel() } };
        await look(world, process, 'charge', giving, idOf);
        return;
      }
      // A payment request that can never be charged is left behind.
      const given = is === 'did-not-happen' && round > 2;
      resume = goesOn === 'by its key' || given ? undefined : error.resume;
      if (resume && goesOn === 'by JSON') resume = JSON.parse(JSON.stringify(resume)) as Resume;
    } else if (isPayseraError(error)) {
      // Of a mistake in the call. It says nothing of what was done before it.
      const is = resume ? 'unknown' : 'did-not-happen';
      const { message: by } = error;
      world.ledger.tell({ teller: process.name, call: call.id, what: 'charge', is, looked: false, by });
    } else if (error !== undefined) world.ledger.wrong(`an error that is not typed: ${String(error)}`);
    if (round < struck) continue;
    world.end();
    await world.clock.pass(BETWEEN_ROUNDS);
  }
  world.loose.push('the charge never comes about');
}

type Before = Partial<Pick<StoredRequest, 'status' | 'price'>> & {
  /** Milliseconds that its authorization still takes. */
  readonly late?: number;
  /** Its id was not kept. */
  readonly id?: false;
  /** It was kept until when a step of it might be under way: that time is over. */
  readonly settled?: true;
};

/** `charge({ resume })` of a charge that a process left behind as JSON, `before` it is gone on with. */
export function resume(before: Before): (world: World, process: Process) => Promise<void> {
  return (world, process) => {
    const { order_id, unique_identifier, price } = CHARGE;
    const { late, id, settled, ...state } = before;
    const { requests } = world.paysera;
    const request = requests.add({ order_id, unique_identifier, price, ...state });
    if (late !== undefined || state.status === 'captured') {
      const asked = { method: 'PUT', id: request.id, body: {}, query: new URLSearchParams(), key: undefined };
      request.status = 'new';
      requests.handle({ ...asked, action: 'authorize', call: undefined, late: late ?? 0 });
    }
    world.condition.since?.(world.paysera);
    // Nobody but its own process, which is gone, knows of an authorization in progress: another would charge again.
    if (late !== undefined) world.rival = () => Promise.resolve();
    // Whoever was charged another price must not learn that this one was taken, and must not be charged again.
    if (state.price) world.sure = false;
    const left = {
      uniqueIdentifier: unique_identifier,
      paymentRequestId: id === false ? undefined : request.id,
      ...(settled && { settledAt: world.epoch + world.clock.now() }),
    };
    // The wait for what is under way is long enough for many faults.
    return charge(world, process, left, late === undefined ? 2 : 1);
  };
}

/** `payments.refund`, and again with the same key where it is not known. */
export async function refund(world: World, process: Process): Promise<void> {
  world.asked.refunds = 1;
  const idempotencyKey = 'refund-77';
  world.rival ??= (other) => refund(world, other);
  for (let round = 1; round <= ROUNDS; round++) {
    const known = await until(world, process, {
      what: 'refund',
      wants: { amount: REFUND.amount, key: idempotencyKey },
      idOf: (made: Refund) => made.refund_id,
      make: (options) => process.checkout.payments.refund('p', REFUND, { ...options, idempotencyKey }),
    });
    if (known.is !== 'unknown') return;
  }
  world.loose.push('the refund never comes about');
}
