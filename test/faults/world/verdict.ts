import { CHARGE, REFUND } from '../../support/model/wanted.ts';
import type { CallRecord, Statement, What } from './ledger.ts';
import type { World } from './world.ts';

// Milliseconds by which two clocks that tell whole seconds may differ, each way.
const ROUNDING = 2_000;

// Milliseconds between the last look and its report, in which another process may have charged.
const A_MOMENT = 1_000;
// A look whose every answer is reported to a listener that blocks.
const LONG = 60_000;

/** Compares what was reported with what is true, and what was made with what was requested. */
export function judge(world: World): void {
  const { ledger } = world;
  // Without a store that both can read nobody can know of what is under way in another process.
  const { overtaken } = world.paysera.requests;
  const isOutOfSight = (process: string | undefined) =>
    process !== undefined && (world.strangers.has(process) || false);
  if (overtaken.some((call) => isOutOfSight(ledger.calls.get(call ?? '')?.process))) return;
  for (const statement of ledger.statements) {
    const call = ledger.calls.get(statement.call);
    if (!call) throw new Error(`there is no ${statement.call}`);
    const { what, is, by } = statement;
    if (is === 'did-not-happen' && contains(world, statement) && !isSwapped(world, statement))
      ledger.wrong(`${what} of ${call.id} happened, and was reported not to have, by ${by}`);
    if (is === 'happened' && !isItsOwn(world, statement, call))
      ledger.wrong(`${what} of ${call.id} was reported as ${statement.id}, which it is not, by ${by}`);
  }
  const reported = ledger.statements.filter(
    ({ is, what }) => is === 'happened' && (what === 'order' || what === 'link'),
  );
  for (const { id, call, what, teller } of reported) {
    const twice = reported.some(
      (one) => one.id === id && one.call !== call && one.what === what && one.teller === teller,
    );
    if (twice) ledger.wrong(`one process got the same ${what} of two calls`);
  }
  judgeCounts(world);
  for (const what of world.loose) if (world.sure) ledger.wrong(what);
}

/** Whether a call made what it asked for, as far as that can be distinguished from others. */
export function isMade({ paysera }: World, what: What, call: string): boolean {
  const all = { order: paysera.orders.all, link: paysera.links.all, update: paysera.orders.updates };
  return what in all && all[what as keyof typeof all].some((one) => one.call === call);
}

/** Whether the books contain what the call asked for. */
function contains(world: World, { what, call, at, seenAt, looked, request, teller }: Statement): boolean {
  const { paysera, ledger, condition, epoch } = world;
  const its = (one: { readonly call: string | undefined }) => one.call === call;
  switch (what) {
    case 'order':
      return paysera.orders.all.some(its);
    case 'link':
      return paysera.links.all.some(its);
    case 'update':
      return paysera.orders.updates.some(its);
    case 'refund':
      return [...paysera.refunds.all.values()].some(its);
    case 'request':
      return paysera.requests.all.some(its);
    case 'charge': {
      // Of one authorization: what it took itself, whenever, and whatever was to be seen. What another call of the same
      // charge takes later by the same payment request is not its doing.
      // What was taken in the very millisecond of the look may have come after it.
      if (request !== undefined)
        return paysera.requests.captures.some((one) => one.request === request && (its(one) || one.at < seenAt));
      const key = ledger.calls.get(call)?.wants.key;
      // What Paysera showed when it was looked at: another process may have charged since.
      const shown = at - A_MOMENT - 2 * (condition.latency ?? 0) - paysera.searchLag - (listens(condition) ? LONG : 0);
      // Of its own, and of whatever was taken, or was on its way from a process that is gone, under the same key.
      return paysera.requests.captures.some(
        (one) =>
          its(one) ||
          (one.key === key &&
            (looked || ledger.knowing.has(call) || ledger.accepted.has(call)) &&
            (one.at <= shown ||
              (one.askedAt <= shown &&
                isInSight(world, teller, ledger.calls.get(one.call ?? '')) &&
                isGone(ledger.calls.get(one.call ?? ''), shown - epoch - paysera.clockAhead)))),
      );
    }
    default:
      return false;
  }
}

const listens = ({ listener }: World['condition']) => listener === 'blocks';

/** Two calls asked for the same, and one thing was made: the same process was told that it belongs to the other call. */
function isSwapped({ ledger, paysera }: World, { what, call, teller }: Statement): boolean {
  if (what !== 'order' && what !== 'link') return false;
  const made = (what === 'order' ? paysera.orders : paysera.links).all.filter((one) => one.call === call);
  const wants = JSON.stringify(ledger.calls.get(call)?.wants);
  return made.every(({ id }) =>
    ledger.statements.some(
      (one) =>
        one.is === 'happened' &&
        one.id === id &&
        one.call !== call &&
        one.teller === teller &&
        JSON.stringify(ledger.calls.get(one.call)?.wants) === wants,
    ),
  );
}

/** Without a journal that both can read, nobody knows what another process has under way. */
function isInSight({ strangers }: World, teller: string, other: CallRecord | undefined): boolean {
  const { process } = other ?? {};
  return process === undefined || process === teller || !(strangers.has(process) || strangers.has(teller));
}

/** Nobody can tell of it but Paysera: its process is dead, or was never part of this world. */
function isGone(call: CallRecord | undefined, at: number): boolean {
  return call === undefined || (call.ended !== undefined && call.ended <= at);
}

/** Whether a thing is what its call asked for, and was made in its time. */
function isItsOwn({ paysera, epoch }: World, { what, call, id, at }: Statement, { wants, begun }: CallRecord): boolean {
  const inTime = ({ madeAt, call: maker }: { madeAt: number; call: string | undefined }) =>
    maker === call || (maker !== undefined && madeAt >= epoch + begun + paysera.clockAhead - ROUNDING && madeAt <= at);
  switch (what) {
    case 'order': {
      const order = paysera.orders.all.find((one) => one.id === id);
      const { reference, amount } = wants;
      return !!order && order.reference === reference && order.amount === amount && inTime(order);
    }
    case 'link': {
      const link = paysera.links.all.find((one) => one.id === id);
      const order = paysera.orders.all.find((one) => one.id === link?.order_id);
      const ofOrder =
        wants.order_id === undefined ? order?.reference === wants.reference : order?.id === wants.order_id;
      return !!link && ofOrder && link.amount === wants.amount && inTime(link);
    }
    case 'update':
      return paysera.orders.all.some(({ id, amount }) => id === wants.order_id && amount === wants.amount);
    case 'refund':
      return paysera.refunds.all.get(wants.key ?? '')?.amount === wants.amount;
    case 'request':
      return paysera.requests.all.some((one) => one.id === id && one.unique_identifier === wants.key);
    case 'charge':
      return paysera.requests.captures.some(
        (one) => one.request === id && one.key === wants.key && one.amount === wants.amount,
      );
    default:
      return false;
  }
}

function judgeCounts({ paysera, asked, ledger }: World): void {
  const { captures } = paysera.requests;
  const links = paysera.links.all.filter((one) => one.call !== undefined);
  const payable = new Set(links.map(({ order_id }) => order_id)).size;
  const counts = [
    ['captures', captures.length, asked.captures],
    ['refunds', paysera.refunds.all.size, asked.refunds],
    ['orders with links', payable, asked.payments],
    ['links', links.length, asked.links],
  ] as const;
  for (const [what, made, wanted] of counts) {
    if (made > wanted) ledger.wrong(`${made} ${what}, and ${wanted} asked for`);
  }
  const each = [paysera.orders.all, paysera.links.all] as const;
  for (const all of each) {
    const calls = all.flatMap(({ call }) => call ?? []);
    if (new Set(calls).size < calls.length) ledger.wrong('one call made two things');
  }
  if (captures.some(({ amount, call }) => call !== undefined && amount !== CHARGE.price.amount))
    ledger.wrong('another amount was captured');
  if ([...paysera.refunds.all.values()].some(({ amount }) => amount !== REFUND.amount))
    ledger.wrong('another amount was refunded');
}
